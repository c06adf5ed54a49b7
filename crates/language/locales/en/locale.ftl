# Lengths of time, and how long ago something was.

locale-now = just now
locale-duration-seconds = { $seconds } s
locale-duration-minutes = { $minutes } min { $seconds } s
locale-duration-hours = { $hours } h { $minutes } min

locale-span-seconds = { $count } { $count ->
    [one] second
   *[other] seconds
}
locale-span-minutes = { $count } { $count ->
    [one] minute
   *[other] minutes
}
locale-span-hours = { $count } { $count ->
    [one] hour
   *[other] hours
}
locale-span-days = { $count } { $count ->
    [one] day
   *[other] days
}

locale-ago-seconds = { $count } { $count ->
    [one] second
   *[other] seconds
} ago
locale-ago-minutes = { $count } { $count ->
    [one] minute
   *[other] minutes
} ago
locale-ago-hours = { $count } { $count ->
    [one] hour
   *[other] hours
} ago
locale-ago-days = { $count } { $count ->
    [one] day
   *[other] days
} ago

locale-in-seconds = in { $count } { $count ->
    [one] second
   *[other] seconds
}
locale-in-minutes = in { $count } { $count ->
    [one] minute
   *[other] minutes
}
locale-in-hours = in { $count } { $count ->
    [one] hour
   *[other] hours
}
locale-in-days = in { $count } { $count ->
    [one] day
   *[other] days
}
