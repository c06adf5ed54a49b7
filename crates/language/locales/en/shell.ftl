shell-sample-calls = { $count } { $count ->
    [one] call
   *[other] calls
}

shell-place-home = Overview
shell-place-calls = Calls
shell-place-errors = Errors
shell-place-settings = Settings
shell-place-users = Users
shell-place-audit = Audit log
shell-place-account = My account
shell-skip = Skip to the content
shell-navigation = Main navigation
shell-sign-out = Sign out
shell-language = Language
shell-keys = Keyboard shortcuts
shell-key-search = Go to the search field
shell-key-rows = Next and previous row
shell-key-open = Open what has the focus
shell-key-retry = Go to the button that tries again
shell-key-help = Show this list
shell-keys-off = You can turn them off under “My account”.
shell-close = Close
shell-to-start = To the overview
shell-not-found = There is no such page
shell-not-found-text = The address may be mistyped, or what it showed may have been deleted.
shell-refused = This could not be understood
shell-refused-text = What was sent is incomplete, too large, or not from a page of ours. Nothing was changed. Go back, load the page again and try once more.
shell-unavailable = This cannot be shown right now
shell-unavailable-text = The database does not answer. No call is lost: phone systems send again. Reload the page in a moment; if it stays like this, look at the log.
shell-interrupted = This was not answered in time
shell-interrupted-text = It took too long, or failed here. It may have been done all the same. Look first, then send it again only if it was not; if it stays like this, look at the log.
