-- Other values for an open letter. Values that only had numbers for names are replaced as a whole.
update caravanserai.dead_letter
set "values" = case when "values" is null or jsonb_exists("values", '1') then '{}' else "values" end || cast(:#values as jsonb)
where id = :#id and state = 'open'
