# 時間の長さ、どのくらい前か。

locale-now = たった今
locale-duration-seconds = { $seconds }秒
locale-duration-minutes = { $minutes }分{ $seconds }秒
locale-duration-hours = { $hours }時間{ $minutes }分

locale-span-seconds = { $count }秒
locale-span-minutes = { $count }分
locale-span-hours = { $count }時間
locale-span-days = { $count }日

locale-ago-seconds = { $count }秒前
locale-ago-minutes = { $count }分前
locale-ago-hours = { $count }時間前
locale-ago-days = { $count }日前

locale-in-seconds = { $count }秒後
locale-in-minutes = { $count }分後
locale-in-hours = { $count }時間後
locale-in-days = { $count }日後
