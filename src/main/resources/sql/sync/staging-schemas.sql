-- Schemas whose names begin so.
select nspname from pg_namespace where starts_with(nspname, ?) order by 1
