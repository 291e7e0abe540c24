-- The runs whose letters of a table a redrive took.
select distinct run from caravanserai.dead_letter where redriven_by = ? and table_name = ? and state = 'redriven'
