-- Dead rows of the database that may not be vacuumed yet, or were not, and about what room they take.
select coalesce(sum(n_dead_tup), 0)::int8 as rows,
       coalesce(sum(pg_relation_size(relid) * (n_dead_tup::float8 / (n_live_tup + n_dead_tup))), 0)::int8 as bytes
from pg_stat_all_tables
where n_dead_tup > 0
