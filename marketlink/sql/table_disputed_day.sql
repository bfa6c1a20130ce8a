-- grain: one day of one exchange that calendars dispute among themselves, or that bars dispute
-- units: symbols = those whose bars dispute it, 0 where only the calendar's sources disagree
-- reference: rule is what won; what is 'closed', 'special', 'extra', 'traded', 'phantom', 'silent'
create table disputed_day (
    exchange varchar not null, day date not null, what varchar not null, rule varchar not null,
    symbols integer not null
);
