-- title: Departments above the mean
-- description: Departments that hired more people in a year than all departments did on the mean, in UTC, those with the most first.
-- parameter: year integer = 2021 (the year that is looked at)
-- chart: bars of hired by department
-- needs: departments(id, department), hired_employees(datetime, department_id)
-- notes: hires.notes.sql
with said as (
    select department_id, datetime::text as moment,
           regexp_match(datetime::text, '^\s*(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?\s*(Z|[+-](0\d|1[0-5])(:?[0-5]\d)?)?)?\s*$') as parts
    from hired_employees
), hires as (
    select department_id,
           case when parts[1] > '0000'
                then case when parts[3]::integer <= extract(day from make_date(parts[1]::integer, parts[2]::integer, 1) + interval '1 month - 1 day')
                          then moment::timestamptz at time zone 'UTC' end
           end as hired
    from said
), counts as (
    select d.id, d.department, count(h.hired) as hired
    from departments d
    left join hires h on h.department_id = d.id and extract(year from h.hired) = :year
    group by d.id, d.department
)
select id, department, hired
from counts
where hired > (select avg(hired) from counts)
order by hired desc, id
