"""`exactsep export`: a certificate as a Coq file."""

from __future__ import annotations

import re
from pathlib import Path

import click

from exactsep.cli.arguments import Command, json_option


@click.command("export", cls=Command)
@click.argument("file", metavar="FILE")
@click.option("--coq", is_flag=True, help="Write a Coq file (the only format so far).")
@click.option("-o", "--output", metavar="FILE.v", help="Write to FILE.v instead of printing.")
@json_option
def command(file: str, coq: bool, output: str | None, as_json: bool) -> int:
    """Write a certificate as a Coq file.

    The Coq file contains the data of the certificate and a theorem about real functions in plain terms, closed by a
    checker that is itself proved sound in proofs/theory; its last line prints the axioms. Nothing is checked here:
    a certificate that proves nothing gives a file that Coq rejects. Compile it with

    \b
      coqc -Q proofs/theory Exactsep FILE.v

    after `make proofs` has compiled the theory; the name of the file must be one that coqc takes. All kinds of claims
    have a Coq form, within the limits of proofs/FORMAT.md, section 7; what is beyond them is refused in one line.
    Keys of --json: input, output, coq (the text, without -o).

    \b
    Examples:
      exactsep certify tent --iterate 20 -o tent.json
      exactsep export tent.json --coq -o tent.v
      exactsep export tent.json --coq --json
    """
    from exactsep.cli.output import print_json
    from exactsep.coq.export import coq_file, load_certificate
    from exactsep.files import write_atomically

    if not coq:
        raise ValueError("export writes Coq files: give --coq")
    if output is not None and not re.fullmatch(r"[A-Za-z_]\w*\.v", Path(output).name, re.ASCII):
        raise ValueError(f"-o {output}: coqc wants a name of letters, digits and _ that ends in .v, such as my_map.v")
    text = coq_file(load_certificate(file))
    if output is not None:
        write_atomically(output, text)
    if as_json:
        print_json({"input": file, "output": output, **({"coq": text} if output is None else {})})
    else:
        click.echo(text.rstrip() if output is None else f"Written to {output}.")
    return 0
