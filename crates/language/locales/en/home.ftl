home-title = Overview
home-law-title = Is every call accounted for?
home-law-yes = Every call is accounted for.
home-law-failed = { $count ->
    [one] { $count } call needs a person.
   *[other] { $count } calls need a person.
    }
home-law = { $count ->
    [one] { $count } call = { $logged } logged + { $ignored } ignored + { $waiting } waiting + { $held } held + { $failed } failed
   *[other] { $count } calls = { $logged } logged + { $ignored } ignored + { $waiting } waiting + { $held } held + { $failed } failed
    }
home-law-help = Each call that a phone system told of is in exactly one of these states.
home-received = Webhooks received
home-calls = Calls
home-logged = Logged
home-ignored = Ignored by rule
home-waiting = Waiting
home-held = Held
home-failed = Failed
home-matched = On a record
home-today = Today
home-today-since = Calls first heard of since midnight ({ $zone })
home-budget = API requests of the org
home-budget-unknown = Salesforce has told no figure yet. It comes with the first call.
home-budget-used = { $used } of { $allowed } used in 24 hours
home-budget-ours = { $count ->
    [one] { $count } of them by Ringledger
   *[other] { $count } of them by Ringledger
    }
home-budget-ends = At this pace the org's quota ends at { $at }.
home-budget-ends-on = At this pace the org's quota ends on { $at }.
home-budget-ended = The quota is used up. Calls are kept and logged as requests come back.
home-budget-lasts = At this pace it lasts.
home-budget-hourly = { $count ->
    [one] { $count } request an hour by everybody
   *[other] { $count } requests an hour by everybody
    }
home-budget-at = As of { $at }
home-people = Freshness of people
home-people-live = People are looked up in Salesforce for each round of calls; there is no copy.
home-people-none = The copy has not been begun.
home-people-object = Object
home-people-state = State
home-people-fresh = up to date { $span } ago
home-people-hidden = hidden from us
home-people-loading = loading: { $loaded } of { $expected }
home-people-going = being loaded
home-sources = Phone systems
home-sources-none = No phone system is set up.
home-source = Source
home-source-heard = Last heard
home-source-never = never
home-source-taken = Taken
home-source-refused = Refused
home-paused-title = Logging is paused
home-not-live-title = Ringledger is not live yet
home-paused-held = { $count ->
    [one] { $count } call is held. It is logged when logging goes on.
   *[other] { $count } calls are held. They are logged when logging goes on.
    }
home-to-settings = To the settings of Salesforce
home-troubles = What needs somebody
home-troubles-none = Nothing needs you.
home-troubles-all = All errors
home-struck = { $count ->
    [one] { $count } struck
   *[other] { $count } struck
    }
home-chart-hours = Calls by hour
home-chart-hours-about = { $count } calls in 24 hours; most in the hour from { $at }: { $most }.
home-chart-hours-none = No calls in the last 24 hours.
home-chart-match = Match rate
home-chart-match-about = Of the logged calls of the last 14 days, { $percent } stand on a record.
home-chart-match-none = No logged calls in the last 14 days.
home-chart-task = Time to Task
home-chart-task-about = In the last hour with calls ({ $at }), half of the Tasks stood within { $half } and 95 of 100 within { $most }.
home-chart-task-none = No Tasks in the last 24 hours.
home-chart-task-help = From the end of a call to its Task, by our clock.
home-table-of = The same as a table
home-hour = Hour
home-day = Day
home-rate = Match rate
home-half = Half within
home-most = 95 of 100 within
home-legend-logged = logged
home-legend-other = ignored or waiting
home-legend-failed = failed
home-legend-half = half within (full line)
home-legend-most = 95 of 100 within (dashed)
home-as-of = As of { $at }
home-paused-by = By { $who }, since { $at }.
home-paused-since = Since { $at }.
home-seconds-short = { $seconds } s
