-- Runs that ended longer ago than is kept of their kind. Not: those with letters that wait, or that others' letters name; those whose tables stand; those whose undo lies in another database; the last that did what was asked of a flow.
select r.id, r.kind, r.ended_at
from caravanserai.run r
join unnest(?::text[], ?::int4[]) k (kind, days) on k.kind = r.kind
where r.ended_at < clock_timestamp() - make_interval(days => k.days)
  and not exists (select from caravanserai.dead_letter l where l.run = r.id and l.state = 'open')
  and not exists (select from caravanserai.dead_letter l where l.redriven_by = r.id)
  and not exists (select from caravanserai.backup_table b
                  where b.run = r.id and to_regclass(format('%I.%I', b.schema_name, b.table_name)) is not null)
  and not exists (select from caravanserai.copy c where c.run = r.id)
  and not (coalesce(r.detail ->> 'database', 'main') <> 'main'
           and ((r.detail ->> 'undoUntil')::timestamptz > clock_timestamp() - interval '2 days'
                or exists (select from caravanserai.kept_rows w where w.run = r.id)))
  and not (r.kind in ('sync', 'copy') and r.state in ('done', 'done-with-rejects')
           and not exists (select from caravanserai.run s
                           where s.kind = r.kind and s.subject = r.subject and s.id > r.id
                             and s.state in ('done', 'done-with-rejects')))
