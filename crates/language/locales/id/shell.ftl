shell-sample-calls = { $count } panggilan
