-- What a run kept, in the order in which it went to work.
select place, schema_name, table_name, kept_in, facts from caravanserai.kept_rows where run = ? order by place
