-- Where the server keeps its data, for whoever may know.
select setting
from pg_settings
where name = 'data_directory'
