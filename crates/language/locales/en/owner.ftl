# Whose Task it is, and why; who a phone user is in Salesforce.

owner-the-agent = The agent
owner-none-mapped = No phone users are mapped to Salesforce users.
owner-mapped-on-other-days = { $agent } is mapped to a Salesforce user, but not on { $day }; add a line for that time to the profile's owner.users.
owner-not-mapped = { $agent } is not mapped to a Salesforce user; add a line to the profile's owner.users.
owner-mapped-to-nobody = { $agent } is mapped to { $user }, whom the org does not have; correct the profile's owner.users.
owner-mapped = { $agent } is mapped to { $user }.
owner-mapped-since = { $agent } is mapped to { $user } since { $from }.
owner-mapped-until = { $agent } is mapped to { $user } until { $until }.
owner-mapped-between = { $agent } is mapped to { $user } since { $from } until { $until }.
owner-no-email = { $agent } has no e-mail address in the phone system.
owner-email-too-young = { $user } has the e-mail address of { $agent }, but existed for less than { $hours } hours when the call began.
owner-email-unknown = No Salesforce user has the e-mail address of { $agent }; map the user in the profile's owner.users.
owner-email = { $user } has the e-mail address of { $agent }.
owner-no-agent-to-map = The call names no agent who could be mapped.
owner-no-agent-with-email = The call names no agent with an e-mail address.
owner-not-forwarded = The call was not forwarded to a number.
owner-forwarded-to-nobody = No Salesforce user's Phone is the number that the call was forwarded to.
owner-forwarded = { $user }'s Phone is the number that the call was forwarded to.
owner-no-record = The call belongs to no record that has an owner.
owner-of-record-unknown = The owner of the { $object } is not known.
owner-of-record-queue = The owner of the { $object } is a queue, which cannot own a Task.
owner-of-record-no-user = The owner of the { $object } ({ $id }) is not among the org's users.
owner-of-record = { $user } owns the { $object }.
owner-no-fallback = The profile names no owner.fallback_user.
owner-fallback-unknown = The org has no user { $name }; correct the profile's owner.fallback_user.
owner-fallback = The profile names { $user } for such calls.
owner-not-connected = It is not known as whom we are connected to Salesforce.
owner-integration = { $user } is the user as whom we are connected.
owner-left = The profile leaves the owner to Salesforce.
owner-inactive = { $found } But that user is inactive and cannot own a Task.
owner-chosen = Owner of the Task: { $id }.
owner-unset = The owner is left to Salesforce, which takes the user as whom we are connected.

owner-like-email-not-used = { $user } has the same e-mail address, but the profile does not go by it
owner-like-email-case = { $user } has the same e-mail address but for upper and lower case
owner-like-email-later = { $user } has the same e-mail address, and goes by it { $hours } hours after being created
owner-like-local-part = { $user }'s e-mail address or username begins like the phone user's e-mail address
owner-like-name = { $user } has the same name
owner-like-extension = { $user }'s Extension or Phone ends with the extension

owner-no-agent-rules = The profile looks for no agent at all.
owner-source-gone = The source { $source } is no longer configured.
owner-line-inactive = { $user } is inactive and cannot own a Task; name the successor in a line with from, or activate the user in Setup > Users.
owner-line-unknown = The org has no user { $user }, or hides the user from us; correct the line.
owner-table-line = line { $line }
owner-table-profile-line = line { $line } of the profile's owner.users
owner-table-users-line = in owner.users line { $line }
owner-table-header = phone_user,salesforce,from,until (the last two may be left out)
owner-table-not-utf8 = line { $line } is not UTF-8; save the table again as "CSV UTF-8"
owner-table-empty = line 1 is missing: the file is empty; begin it with { $header }
owner-table-unknown-column = line { $line } has the unknown column "{ $column }"; the header is { $header }
owner-table-twice = line { $line } has the column "{ $column }" twice; the header is { $header }
owner-table-lacks = line { $line } lacks the column "{ $column }"; the header is { $header }
owner-table-columns = line { $line } has { $count ->
    [one] { $count } column
   *[other] { $count } columns
    }, but the header has { $wanted }; put a text that holds a separator between quotation marks
owner-table-no-day = line { $line } has in the column "{ $column }": "{ $value }" is no day; write it as "2026-04-01"
owner-table-no-phone-user = { $place }: phone_user is empty; write the phone system's id of the user, the e-mail address or the extension
owner-table-no-salesforce = { $place }: salesforce is empty; write the username, e-mail address or id of the Salesforce user whom { $who } is
owner-table-ends-early = { $place }: { $who } ends on { $until }, before it begins on { $from }; exchange the two days
owner-table-already = { $place }: { $who } stands in { $first } already; delete one of the two, or give the newer one the day from which it holds (from)
owner-table-same-day = { $place }: { $who } stands in { $first } already with the same first day { $from }; delete one of the two, or correct the day
owner-table-overlaps = { $place }: { $who } begins on { $from }, but in { $first } the same phone user lasts until { $until }; end that line with until = { $before }, or begin this one later
owner-table-open = { $first }: { $who } has no last day, but { $place } is only for { $from } to { $until }; end this line with until = { $before }, and add one for the time after { $until }
