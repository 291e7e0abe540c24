-- Pins what the server's spelling of expressions depends on, and says what it was: with no search path every name is qualified.
with present as materialized (
    select s.name, s.wanted, current_setting(s.name) as before
    from (values ('search_path', ''), ('quote_all_identifiers', 'off'), ('standard_conforming_strings', 'on'),
                 ('datestyle', 'ISO'), ('intervalstyle', 'postgres'), ('timezone', 'UTC'),
                 ('extra_float_digits', '1'), ('bytea_output', 'hex')) s(name, wanted)
)
select name, before, set_config(name, wanted, ?) as pinned
from present
