-- Loads that are not taken back any more: they are too long ago, or another replace came.
delete from caravanserai.load_trace t
where t.made_at < clock_timestamp() - make_interval(days => ?)
   or t.replaced and exists (select from caravanserai.table_change c
                             where c.table_oid = t.table_oid and c.kind = 'replace' and c.run <> t.run
                               and c.at > t.made_at)
returning t.run, t.kept_in, to_regclass(t.kept_in) is not null as there,
          exists (select from pg_class c where c.oid = t.table_oid::oid) as needed
