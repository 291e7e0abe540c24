-- How the columns of a table lie in its rows, those that were dropped too; one that was added with a default may be missing in old rows.
select attname as name,
       attlen as length,
       attalign as alignment,
       attnotnull and not attisdropped and not atthasmissing as required
from pg_attribute
where attrelid = cast(? as oid)
  and attnum > 0
order by attnum
