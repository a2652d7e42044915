"""Networks in files: JSON, ONNX, numpy and PyTorch; every weight exactly."""
