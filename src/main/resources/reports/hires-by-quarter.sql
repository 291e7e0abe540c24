-- title: Hires by quarter
-- description: People hired in a year, counted by department and job in each quarter of it, in UTC.
-- parameter: year integer = 2021 (the year that is looked at)
-- chart: stacked-bars of q1, q2, q3, q4 by department
-- needs: departments(id, department), jobs(id, job), hired_employees(datetime, department_id, job_id)
-- notes: hires.notes.sql
with said as (
    select department_id, job_id, datetime::text as moment,
           regexp_match(datetime::text, '^\s*(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?\s*(Z|[+-](0\d|1[0-5])(:?[0-5]\d)?)?)?\s*$') as parts
    from hired_employees
), hires as (
    select department_id, job_id,
           case when parts[1] > '0000'
                then case when parts[3]::integer <= extract(day from make_date(parts[1]::integer, parts[2]::integer, 1) + interval '1 month - 1 day')
                          then moment::timestamptz at time zone 'UTC' end
           end as hired
    from said
), of_year as (
    select department_id, job_id, extract(quarter from hired) as quarter
    from hires
    where extract(year from hired) = :year
)
select d.department, j.job,
       count(*) filter (where quarter = 1) as q1,
       count(*) filter (where quarter = 2) as q2,
       count(*) filter (where quarter = 3) as q3,
       count(*) filter (where quarter = 4) as q4
from of_year h
join departments d on d.id = h.department_id
join jobs j on j.id = h.job_id
group by d.id, d.department, j.id, j.job
order by d.department collate "C", j.job collate "C", d.id, j.id
