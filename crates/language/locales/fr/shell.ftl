shell-sample-calls = { $count } { $count ->
    [one] appel
   *[other] appels
}
