-- What tables need and this database does not have, as kind and name.
select w.kind, w.name
from unnest(?::text[], ?::text[]) w(kind, name)
where case w.kind
          when 'extension' then not exists (select from pg_extension where extname = w.name)
          when 'type' then to_regtype(w.name) is null
          when 'function' then to_regprocedure(w.name) is null
          when 'collation' then to_regcollation(w.name) is null
          when 'operator' then to_regoperator(w.name) is null
          else false end
order by 1, 2
