-- Whether a collation sorts by other rules here than when indexes over its texts were made.
select exists (select from pg_collation c
               where c.collversion is not null and c.collversion is distinct from pg_collation_actual_version(c.oid))
