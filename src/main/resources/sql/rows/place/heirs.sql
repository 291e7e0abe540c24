-- How tables stand to those that they inherit from elsewhere: which of the two are here, and whether the one inherits from the other.
select w.place, h.oid is not null as heir_there, p.relkind as parent_kind,
       exists (select from pg_inherits i where i.inhrelid = h.oid and i.inhparent = p.oid) as connected
from unnest(?::text[], ?::text[], ?::text[], ?::text[]) with ordinality
    w(heir_schema, heir_name, parent_schema, parent_name, place)
left join pg_namespace hn on hn.nspname = w.heir_schema
left join pg_class h on h.relnamespace = hn.oid and h.relname = w.heir_name
left join pg_namespace pn on pn.nspname = w.parent_schema
left join pg_class p on p.relnamespace = pn.oid and p.relname = w.parent_name
order by w.place
