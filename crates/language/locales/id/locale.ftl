# Lama waktu, dan berapa lama yang lalu.

locale-now = baru saja
locale-duration-seconds = { $seconds } dtk
locale-duration-minutes = { $minutes } mnt { $seconds } dtk
locale-duration-hours = { $hours } jam { $minutes } mnt

locale-span-seconds = { $count } detik
locale-span-minutes = { $count } menit
locale-span-hours = { $count } jam
locale-span-days = { $count } hari

locale-ago-seconds = { $count } detik yang lalu
locale-ago-minutes = { $count } menit yang lalu
locale-ago-hours = { $count } jam yang lalu
locale-ago-days = { $count } hari yang lalu

locale-in-seconds = dalam { $count } detik
locale-in-minutes = dalam { $count } menit
locale-in-hours = dalam { $count } jam
locale-in-days = dalam { $count } hari
