# Durées, et depuis combien de temps.

locale-now = à l’instant
locale-duration-seconds = { $seconds } s
locale-duration-minutes = { $minutes } min { $seconds } s
locale-duration-hours = { $hours } h { $minutes } min

locale-span-seconds = { $count } { $count ->
    [one] seconde
   *[other] secondes
}
locale-span-minutes = { $count } { $count ->
    [one] minute
   *[other] minutes
}
locale-span-hours = { $count } { $count ->
    [one] heure
   *[other] heures
}
locale-span-days = { $count } { $count ->
    [one] jour
   *[other] jours
}

locale-ago-seconds = il y a { $count } { $count ->
    [one] seconde
   *[other] secondes
}
locale-ago-minutes = il y a { $count } { $count ->
    [one] minute
   *[other] minutes
}
locale-ago-hours = il y a { $count } { $count ->
    [one] heure
   *[other] heures
}
locale-ago-days = il y a { $count } { $count ->
    [one] jour
   *[other] jours
}

locale-in-seconds = dans { $count } { $count ->
    [one] seconde
   *[other] secondes
}
locale-in-minutes = dans { $count } { $count ->
    [one] minute
   *[other] minutes
}
locale-in-hours = dans { $count } { $count ->
    [one] heure
   *[other] heures
}
locale-in-days = dans { $count } { $count ->
    [one] jour
   *[other] jours
}
