-- Whether the table has taken in a file of this size.
select 1 from caravanserai.loaded_file where table_name = ? and bytes = ? limit 1
