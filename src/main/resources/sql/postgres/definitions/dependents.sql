-- What stands on tables, or belongs to them without being part of how they are made, each with the statements that make it and the one that takes it away again.
with recursive relation(root, oid) as (
    select t.place, to_regclass(t.name)::oid from unnest(?::text[]) with ordinality t(name, place)
    union
    select t.place, p.relid::oid
    from unnest(?::text[]) with ordinality t(name, place)
    cross join lateral pg_partition_tree(to_regclass(t.name)) p
), standing(root, classid, oid) as (
    select root, 'pg_class'::regclass::oid, oid from relation
    union
    select s.root, x.classid, x.oid
    from standing s
    cross join lateral (
        select s.classid, s.oid
        union all
        select 'pg_type'::regclass::oid, y.oid
        from pg_class k
        join pg_type t on t.oid = k.reltype
        cross join lateral (values (t.oid), (t.typarray)) y(oid)
        where s.classid = 'pg_class'::regclass and k.oid = s.oid and y.oid <> 0
    ) r(classid, oid)
    join pg_depend d on d.refclassid = r.classid and d.refobjid = r.oid and d.deptype in ('n', 'a')
        and d.classid in ('pg_rewrite'::regclass, 'pg_proc'::regclass)
    left join pg_rewrite w on d.classid = 'pg_rewrite'::regclass and w.oid = d.objid
    left join pg_class v on v.oid = w.ev_class and v.relkind in ('v', 'm')
    cross join lateral (
        select 'pg_class'::regclass::oid, v.oid where v.oid is not null
        union all
        select d.classid, d.objid where d.classid = 'pg_proc'::regclass) x(classid, oid)
    where not exists (select from pg_depend e where e.classid = x.classid and e.objid = x.oid and e.deptype = 'e')
), seen as materialized (
    select s.root, s.oid, c.relkind, c.oid::regclass::text as name, n.nspname, c.relowner, c.relacl, c.reloptions, c.relispopulated
    from standing s
    join pg_class c on c.oid = s.oid
    join pg_namespace n on n.oid = c.relnamespace
    where s.classid = 'pg_class'::regclass and n.nspname !~ '^caravanserai'
), holder(root, classid, oid) as (
    select root, 'pg_class'::regclass::oid, oid from seen
    union all
    select s.root, 'pg_class'::regclass, i.indexrelid from seen s join pg_index i on i.indrelid = s.oid
    union all
    select s.root, 'pg_rewrite'::regclass, w.oid from seen s join pg_rewrite w on w.ev_class = s.oid
    union all
    select s.root, 'pg_trigger'::regclass, t.oid from seen s
    join pg_trigger t on t.tgrelid = s.oid and not t.tgisinternal
    union all
    select s.root, 'pg_policy'::regclass, p.oid from seen s join pg_policy p on p.polrelid = s.oid
    union all
    select s.root, 'pg_attrdef'::regclass, f.oid from seen s join pg_attrdef f on f.adrelid = s.oid
    union all
    select s.root, 'pg_constraint'::regclass, k.oid from seen s join pg_constraint k on k.conrelid = s.oid
), needed(root, oid) as (
    select root, oid from standing where classid = 'pg_proc'::regclass
    union
    select h.root, d.refobjid
    from holder h
    join pg_depend d on d.classid = h.classid and d.objid = h.oid and d.refclassid = 'pg_proc'::regclass and d.refobjid >= 16384
    union
    select n.root, d.refobjid
    from needed n
    join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = n.oid
                    and d.refclassid = 'pg_proc'::regclass and d.refobjid >= 16384
), sequence as (
    select s.root, q.oid, q.oid::regclass::text as name, q.relowner, q.relacl
    from seen s
    join pg_depend d on d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
                    and d.refobjid = s.oid and d.deptype in ('a', 'i')
    join pg_class q on q.oid = d.objid and q.relkind = 'S'
), privilege as (
    select s.root, s.oid, a.grantee, a.is_grantable, a.privilege_type, null::name as part,
           'table ' || s.name as what, 'table' as sort, s.name
    from seen s, aclexplode(s.relacl) a
    where a.grantee <> s.relowner
    union all
    select s.root, s.oid, a.grantee, a.is_grantable, a.privilege_type, t.attname, 'table ' || s.name, 'column', s.name
    from seen s
    join pg_attribute t on t.attrelid = s.oid and t.attnum > 0 and not t.attisdropped and t.attacl is not null,
         aclexplode(t.attacl) a
    where a.grantee <> s.relowner
    union all
    select q.root, q.oid, a.grantee, a.is_grantable, a.privilege_type, null, 'sequence ' || q.name, 'sequence', q.name
    from sequence q, aclexplode(q.relacl) a
    where a.grantee <> q.relowner
), found(roots, turn, oid, kind, name, stands, there, statements, removal) as (
    select array_agg(distinct n.root), 1, p.oid,
           case p.prokind when 'a' then 'aggregate' when 'p' then 'procedure' else 'function' end, p.oid::regprocedure::text,
           exists (select from standing s where s.classid = 'pg_proc'::regclass and s.oid = p.oid),
           format('pg_catalog.to_regprocedure(%L) is not null', p.oid::regprocedure),
           array_remove(array[
               format('do %L', format('begin if pg_catalog.to_regnamespace(%L) is null then create %s %I; end if; end',
                                      quote_ident(m.nspname), 'schema', m.nspname)),
               case when p.prokind <> 'a' then pg_get_functiondef(p.oid)
               else (select format('create aggregate %I.%I(%s) (%s)', m.nspname, p.proname,
                         coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'),
                         concat_ws(', ', 'sfunc = ' || a.aggtransfn, 'stype = ' || format_type(a.aggtranstype, null),
                             'sspace = ' || nullif(a.aggtransspace, 0),
                             case when a.aggfinalfn::oid <> 0 then 'finalfunc = ' || a.aggfinalfn end,
                             case when a.aggfinalextra then 'finalfunc_extra' end,
                             case when a.aggfinalfn::oid <> 0 then 'finalfunc_modify = ' || case a.aggfinalmodify
                                 when 'r' then 'read_only' when 's' then 'shareable' else 'read_write' end end,
                             case when a.aggcombinefn::oid <> 0 then 'combinefunc = ' || a.aggcombinefn end,
                             case when a.aggserialfn::oid <> 0 then 'serialfunc = ' || a.aggserialfn end,
                             case when a.aggdeserialfn::oid <> 0 then 'deserialfunc = ' || a.aggdeserialfn end,
                             'initcond = ' || quote_literal(a.agginitval),
                             case when a.aggmtransfn::oid <> 0 then 'msfunc = ' || a.aggmtransfn end,
                             case when a.aggminvtransfn::oid <> 0 then 'minvfunc = ' || a.aggminvtransfn end,
                             case when a.aggmtranstype <> 0 then 'mstype = ' || format_type(a.aggmtranstype, null) end,
                             case when a.aggmfinalfn::oid <> 0 then 'mfinalfunc = ' || a.aggmfinalfn end,
                             'minitcond = ' || quote_literal(a.aggminitval),
                             case when a.aggsortop <> 0 then (
                                 select format('sortop = operator(%I.%s)', on_.nspname, o.oprname)
                                 from pg_operator o join pg_namespace on_ on on_.oid = o.oprnamespace where o.oid = a.aggsortop) end,
                             case p.proparallel when 's' then 'parallel = safe' when 'r' then 'parallel = restricted' end,
                             case when a.aggkind = 'h' then 'hypothetical' end))
                     from pg_aggregate a where a.aggfnoid = p.oid) end,
               format('comment on routine %s is ', p.oid::regprocedure) || quote_literal(obj_description(p.oid, 'pg_proc'))], null),
           format('drop routine if exists %s', p.oid::regprocedure)
    from needed n
    join pg_proc p on p.oid = n.oid
    join pg_namespace m on m.oid = p.pronamespace
    where m.nspname !~ '^(pg_|caravanserai)'
      and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype = 'e')
    group by p.oid, p.prokind, p.proname, p.proparallel, m.nspname
    union all
    select array_agg(distinct s.root), 2, s.oid, case s.relkind when 'm' then 'materialized view' else 'view' end, s.name, true,
           format('pg_catalog.to_regclass(%L) is not null', s.name),
           array[format('do %L', format('begin if pg_catalog.to_regnamespace(%L) is null then create %s %I; end if; end',
                                        quote_ident(s.nspname), 'schema', s.nspname)),
                 format('create %sview %s%s as %s%s', case s.relkind when 'm' then 'materialized ' end, s.name,
                        (select ' with (' || string_agg(quote_ident(split_part(o, '=', 1)) || '='
                             || quote_literal(substr(o, strpos(o, '=') + 1)), ', ') || ')' from unnest(s.reloptions) o),
                        rtrim(pg_get_viewdef(s.oid), ';'), case when not s.relispopulated then ' with no data' end)]
           || array(select pg_get_indexdef(i.indexrelid) from pg_index i where i.indrelid = s.oid order by i.indexrelid)
           || array(select format('alter view %s alter column %I set default %s', s.name, t.attname, pg_get_expr(f.adbin, f.adrelid))
                    from pg_attrdef f join pg_attribute t on t.attrelid = f.adrelid and t.attnum = f.adnum
                    where f.adrelid = s.oid order by f.adnum)
           || array(select case when x.objsubid = 0
                           then format('comment on %sview %s is %L', case s.relkind when 'm' then 'materialized ' end, s.name, x.description)
                           else format('comment on column %s.%I is %L', s.name, t.attname, x.description) end
                    from pg_description x
                    left join pg_attribute t on t.attrelid = x.objoid and t.attnum = x.objsubid and x.objsubid > 0
                    where x.classoid = 'pg_class'::regclass and x.objoid = s.oid order by x.objsubid),
           format('drop %sview if exists %s', case s.relkind when 'm' then 'materialized ' end, s.name)
    from seen s
    where s.relkind in ('v', 'm')
    group by s.oid, s.relkind, s.name, s.nspname, s.reloptions, s.relispopulated
    union all
    select array_agg(distinct s.root), 3, t.oid, 'trigger', format('%I on %s', t.tgname, s.name), true,
           format('exists (select from pg_catalog.pg_trigger where tgname = %L and tgrelid = pg_catalog.to_regclass(%L))', t.tgname, s.name),
           array_remove(array[
               pg_get_triggerdef(t.oid),
               case when t.tgenabled <> 'O' then format('alter table %s %s trigger %I', s.name, case t.tgenabled
                   when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, t.tgname) end,
               format('comment on trigger %I on %s is ', t.tgname, s.name) || quote_literal(obj_description(t.oid, 'pg_trigger'))],
               null),
           format('drop trigger if exists %I on %s', t.tgname, s.name)
    from seen s
    join pg_trigger t on t.tgrelid = s.oid and not t.tgisinternal and t.tgparentid = 0 and t.tgname !~ '^caravanserai_'
    group by t.oid, t.tgname, t.tgenabled, s.name
    union all
    select array_agg(distinct s.root), 4, w.oid, 'rule', format('%I on %s', w.rulename, s.name), true,
           format('exists (select from pg_catalog.pg_rewrite where rulename = %L and ev_class = pg_catalog.to_regclass(%L))',
                  w.rulename, s.name),
           array[rtrim(pg_get_ruledef(w.oid), ';')]
           || case w.ev_enabled when 'O' then '{}' else array[format('alter table %s %s rule %I', s.name,
                  case w.ev_enabled when 'D' then 'disable' when 'R' then 'enable replica' else 'enable always' end, w.rulename)] end,
           format('drop rule if exists %I on %s', w.rulename, s.name)
    from seen s
    join pg_rewrite w on w.ev_class = s.oid and w.rulename <> '_RETURN'
    group by w.oid, w.rulename, w.ev_enabled, s.name
    union all
    select array_agg(distinct s.root), 5, p.oid, 'policy', format('%I on %s', p.polname, s.name), true,
           format('exists (select from pg_catalog.pg_policy where polname = %L and polrelid = pg_catalog.to_regclass(%L))',
                  p.polname, s.name),
           array[concat(format('create policy %I on %s', p.polname, s.name),
                  ' as ', case when p.polpermissive then 'permissive' else 'restrictive' end,
                  ' for ', case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                                         when 'd' then 'delete' else 'all' end,
                  ' to ', (select string_agg(case when r = 0 then 'public' else quote_ident(pg_get_userbyid(r)) end, ', '
                                             order by pg_get_userbyid(r)) from unnest(p.polroles) r),
                  ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
                  ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')],
           format('drop policy if exists %I on %s', p.polname, s.name)
    from seen s
    join pg_policy p on p.polrelid = s.oid
    group by p.oid, p.polname, p.polpermissive, p.polcmd, p.polroles, p.polqual, p.polwithcheck, p.polrelid, s.name
    union all
    select array_agg(distinct s.root), 6, x.oid, 'statistics', format('%I.%I', n.nspname, x.stxname), true,
           format('exists (select from pg_catalog.pg_statistic_ext where stxname = %L and stxnamespace = pg_catalog.to_regnamespace(%L))',
                  x.stxname, quote_ident(n.nspname)),
           array_remove(array[
               pg_get_statisticsobjdef(x.oid),
               format('alter statistics %I.%I set statistics ', n.nspname, x.stxname)
                   || nullif(to_jsonb(x) ->> 'stxstattarget', '-1'),
               format('comment on statistics %I.%I is ', n.nspname, x.stxname)
                   || quote_literal(obj_description(x.oid, 'pg_statistic_ext'))],
               null),
           format('drop statistics if exists %I.%I', n.nspname, x.stxname)
    from seen s
    join pg_statistic_ext x on x.stxrelid = s.oid
    join pg_namespace n on n.oid = x.stxnamespace
    group by x.oid, x.stxname, n.nspname
    union all
    select array_agg(distinct s.root), 7, r.oid, 'publication', format('%I of %s', p.pubname, s.name), true,
           format('exists (select from pg_catalog.pg_publication_rel r join pg_catalog.pg_publication p on p.oid = r.prpubid'
                  ' where p.pubname = %L and r.prrelid = pg_catalog.to_regclass(%L))', p.pubname, s.name),
           array[format('do %L', format(
                     'begin if not exists (select from pg_catalog.pg_publication where pubname = %L) then'
                     ' create publication %I with (publish = %L, publish_via_partition_root = %s); end if; end',
                     p.pubname, p.pubname,
                     concat_ws(', ', case when p.pubinsert then 'insert' end, case when p.pubupdate then 'update' end,
                               case when p.pubdelete then 'delete' end, case when p.pubtruncate then 'truncate' end),
                     p.pubviaroot::text)),
                 format('alter publication %I add table %s%s%s%s', p.pubname, case s.relkind when 'r' then 'only ' end, s.name,
                        (select ' (' || string_agg(quote_ident(a), ', ') || ')' from jsonb_array_elements_text(
                            case when to_jsonb(r) ->> 'prattrs' is not null then
                                 (select to_jsonb(v) -> 'attnames' from pg_publication_tables v
                                  where v.pubname = p.pubname and to_regclass(format('%I.%I', v.schemaname, v.tablename)) = s.oid)
                            end) a),
                        (select ' where ' || (to_jsonb(v) ->> 'rowfilter') from pg_publication_tables v
                         where to_jsonb(r) ->> 'prqual' is not null
                           and v.pubname = p.pubname and to_regclass(format('%I.%I', v.schemaname, v.tablename)) = s.oid))],
           format('alter publication %I drop table %s', p.pubname, s.name)
    from seen s
    join pg_publication_rel r on r.prrelid = s.oid
    join pg_publication p on p.oid = r.prpubid
    group by r.oid, r.*, p.oid, p.pubname, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot, s.name, s.oid, s.relkind
    union all
    select array_agg(distinct g.root), 8, g.oid, 'grant', format('on %s to %s', g.name, g.role), true,
           string_agg(distinct format('case when %L = ''public'' or exists (select from pg_catalog.pg_roles where rolname = %L)'
                      ' then pg_catalog.has_%s_privilege(%L, pg_catalog.to_regclass(%L)::oid, %s%L) end is true', g.rolname, g.rolname,
                      g.sort, g.rolname, g.name, quote_literal(g.part) || '::text, ',
                      g.privilege_type || case when g.is_grantable then ' WITH GRANT OPTION' else '' end), ' and '),
           array_agg(distinct format('grant %s%s on %s to %s%s', lower(g.privilege_type), ' (' || quote_ident(g.part) || ')', g.what, g.role,
                            case when g.is_grantable then ' with grant option' end)),
           string_agg(distinct format('revoke %s%s on %s from %s', lower(g.privilege_type), ' (' || quote_ident(g.part) || ')', g.what, g.role), '; ')
    from (select x.*, case x.grantee when 0 then 'public' else pg_get_userbyid(x.grantee) end as rolname,
                 case x.grantee when 0 then 'public' else quote_ident(pg_get_userbyid(x.grantee)) end as role
          from privilege x) g
    group by g.oid, g.name, g.what, g.role
)
select roots, kind, name, stands, there, statements, removal
from found
order by turn, oid, name
