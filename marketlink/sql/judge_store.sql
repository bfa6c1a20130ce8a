-- grain: every day that real bars dispute
-- units: none
-- reference: a session that stands against silence names the calendar as its rule
update session set rule = ''
where rule = 'calendar' and not exists (
    from judged_day as judged where judged.exchange = session.exchange
        and judged.day = session.session and judged.what = 'silent'
);
update session set rule = 'calendar'
where rule = '' and exists (
    from judged_day as judged where judged.exchange = session.exchange
        and judged.day = session.session and judged.what = 'silent'
);
delete from disputed_day where symbols > 0;
insert into disputed_day from judged_day;
