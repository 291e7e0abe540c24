-- Gives the settings back that were pinned.
select set_config(s.name, s.before, ?)
from unnest(?::text[], ?::text[]) s(name, before)
