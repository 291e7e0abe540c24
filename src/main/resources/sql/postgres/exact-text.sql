-- What text looks like must depend on the value alone; and nothing that a policy hides may be missing without a word.
set local datestyle = 'ISO, YMD';
set local intervalstyle = 'postgres';
set local timezone = 'UTC';
set local extra_float_digits = 1;
set local bytea_output = 'hex';
set local lc_monetary = 'C';
set local xmloption = 'content';
set local search_path = 'pg_catalog';
set local row_security = off
