-- Whether a table holds types whose binary form has object ids in it, which mean something else in another database, or that have none.
with recursive used(typ, inside) as (
    select a.atttypid, false
    from pg_attribute a
    where a.attrelid = ? and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    union
    select x.typ, x.inside
    from used u
    join pg_type t on t.oid = u.typ
    cross join lateral (
        select t.typelem, true
        union all select t.typbasetype, u.inside
        union all select a.atttypid, true from pg_attribute a
                  where t.typtype = 'c' and a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
        union all select r.rngsubtype, u.inside from pg_range r where r.rngtypid = t.oid
        union all select r.rngtypid, u.inside from pg_range r where r.rngmultitypid = t.oid
    ) x(typ, inside)
    where x.typ <> 0
)
select exists (
    select from used u
    join pg_type t on t.oid = u.typ
    where u.inside and t.oid >= 16384
       or t.oid in ('regproc'::regtype, 'regprocedure'::regtype, 'regoper'::regtype, 'regoperator'::regtype,
                    'regclass'::regtype, 'regtype'::regtype, 'regrole'::regtype, 'regnamespace'::regtype,
                    'regconfig'::regtype, 'regdictionary'::regtype, 'regcollation'::regtype, 'xml'::regtype)
       or t.typsend::oid = 0
       or t.typtype = 'b' and t.oid >= 16384 and t.typcategory <> 'A') as needs_text
