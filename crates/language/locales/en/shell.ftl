shell-sample-calls = { $count } { $count ->
    [one] call
   *[other] calls
}
