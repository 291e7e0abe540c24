-- Sequences go on behind the positions that those of the same names have on the source; none goes back.
select pg_catalog.setval(s.seqrelid, p.position)
from pg_catalog.jsonb_to_recordset(?::jsonb) as p(name text, position bigint)
join pg_catalog.pg_sequence s on s.seqrelid = pg_catalog.to_regclass(p.name)
where p.position between s.seqmin and s.seqmax
  and pg_catalog.has_sequence_privilege(s.seqrelid, 'UPDATE')
  and (pg_catalog.pg_sequence_last_value(s.seqrelid) is null
       or s.seqincrement > 0 and pg_catalog.pg_sequence_last_value(s.seqrelid) < p.position
       or s.seqincrement < 0 and pg_catalog.pg_sequence_last_value(s.seqrelid) > p.position)
