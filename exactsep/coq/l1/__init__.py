"""L1 bounds as Coq terms: rules T14, T15, T15v and T15x, upper bounds, one iterate and every one."""
