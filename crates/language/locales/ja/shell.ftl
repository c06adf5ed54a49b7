shell-sample-calls = { $count } 件の通話
