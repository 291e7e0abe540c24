-- What somebody set of dates and zones for this role or database, the nearest first, which the driver's own settings hide; and how money is written here.
select *
  from (select lower(split_part(setting, '=', 1)) as name,
               substr(setting, strpos(setting, '=') + 1) as value,
               case when setrole <> 0 then 'role' when setdatabase <> 0 then 'database' else 'server' end as told_by,
               case when setrole <> 0 then 0 else 2 end + case when setdatabase <> 0 then 0 else 1 end as distance
          from pg_catalog.pg_db_role_setting
         cross join unnest(setconfig) as setting
         where setdatabase in (0, (select oid from pg_catalog.pg_database where datname = current_database()))
           and setrole in (0, (select oid from pg_catalog.pg_roles where rolname = session_user))
           and lower(split_part(setting, '=', 1)) in ('datestyle', 'timezone')
         union all
        select 'money', 0.5::numeric::money::text, 'server', 0) as told
 order by distance
