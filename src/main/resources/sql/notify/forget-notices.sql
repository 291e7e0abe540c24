-- What was told, or given up, is kept for some days.
delete from caravanserai.notice n
where n.made_at < clock_timestamp() - cast(:#days as integer) * interval '1 day'
  and n.sorted
  and not exists (select from caravanserai.delivery d where d.notice = n.id and d.state = 'open')
