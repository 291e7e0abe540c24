-- Which types each type is made of, as far as they are users': elements, bases, members, and what ranges are over. What comes with an extension is made of nothing that is anybody's here.
select t.oid as type, x.below
from pg_type t
cross join lateral (
    select t.typelem
    union all select t.typbasetype
    union all select a.atttypid from pg_attribute a
              where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
    union all select r.rngsubtype from pg_range r where r.rngtypid = t.oid
    union all select r.rngtypid from pg_range r where r.rngmultitypid = t.oid
) x(below)
where x.below >= 16384
  and not exists (select from pg_depend e
                  where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.deptype = 'e')
