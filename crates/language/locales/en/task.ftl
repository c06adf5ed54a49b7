# What a Task says, where it comes from, and why there is none.

task-type-outgoing = Outgoing call
task-type-incoming = Incoming call
task-type-voicemail = Voicemail
task-type-internal = Internal call
task-type-ivr-digits = IVR input
task-type-transfer = Transfer call
task-type-forwarded = Forwarded call
task-type-outgoing-missed = Outgoing call (Missed)
task-type-forwarded-missed = Forwarded call (Missed)
task-type-incoming-missed = Incoming call (Missed)
task-type-conference-outgoing = Outgoing conference call
task-type-conference-incoming = Incoming conference call

task-field-note = { $field }: { $note }
task-no-task = No Task: { $why }
task-no-task-yet = No Task yet: { $why }
task-note = Note: { $note }

task-fields-missing = left out, because the org's Task has no such field or we may not see it: { $fields }.
task-fields-locked = left out, because we may not write the field; give the permission set the right to edit it: { $fields }.
task-fields-refused = { $fields } left out: { $why }
task-fields-kept = { $fields } changed by a person in Salesforce; left alone.
task-no-own-field = the call's key: the org has no field of its own for it
task-key = the call's key, so that it has one Task and no second
task-id-too-long = the phone system's id is too long; its SHA-256 stands for it.
task-from-call-object = the profile's call_object: { $template }
task-keeps-status = the profile does not log such calls; the Task exists and keeps its status.
task-from-status = the profile's status for the type "{ $type }"
task-status-other = the org has no Task status "{ $wanted }"; "{ $used }" is used. Add the status in Setup, or name one of the org's in [log.types].
task-status-none = the org has no Task status "{ $wanted }" nor one like it, so Salesforce chooses. Name one of the org's statuses in [log.types].
task-no-owner-found = no rule found an owner, so Salesforce takes the integration user.
task-from-subject = the profile's subject: { $template }
task-day-of-creation = the day on which the Task was created, in { $zone }
task-day-of-start = the day on which the call began, in { $zone }
task-from-direction = the direction of the call
task-duration-zero = always 0 by the profile
task-duration-talk = seconds of conversation, without waiting
task-duration-total = seconds from the first ring to the end
task-from-type = the Task is a call
task-from-subtype = the profile's task_subtype
task-tags-left-out = { $count } tags were left out, the field holds { $limit } characters.
task-from-disposition = the profile's list call_disposition
task-description-shortened = shortened in its middle, because it may hold { $limit } characters.
task-from-description = the profile's description.{ $key }
task-key-stands-there = the profile's field is left out, because the call's key stands there.
task-from-field = the profile's field: { $template }
task-end-never-told = the phone system never told the end of the call; the Task says what is known.
task-several-records = several records have this number, so the Task names none of them.

task-link-none = no record was found for the call
task-link-none-beside = none beside the { $object } that the call belongs to
task-link-record = the { $object } that the call belongs to
task-link-contact = the Contact whose number it is
task-link-open = the { $object }'s open { $linked }
task-link-other = the { $object }'s { $linked }

task-fit-not-yes-no = the field is a checkbox, and the value is neither yes nor no.
task-fit-no-integer = the field takes a whole number, and the value is none.
task-fit-no-number = the field takes a number, and the value is none.
task-fit-no-date = the field takes a date, and the value is none.
task-fit-no-moment = the field takes a date and time, and the value is none.
task-fit-unlisted = "{ $value }" is not in the restricted picklist; add it there, or lift the restriction.
task-fit-some-unlisted = left out, because they are not in the restricted picklist or have no room: { $values }. Clear "Restrict picklist to the values defined in the value set".
task-fit-shortened = shortened to the field's { $limit } characters.
task-fit-too-long = the value has more than the field's { $limit } characters and is left out.

task-not-logged = the profile "{ $profile }" does not log calls of the type "{ $type }".
task-not-logged-yet = the profile "{ $profile }" does not log calls of the type "{ $type }". It may still become one that is logged.
task-continuation = the leg continues a call that has a Task of its own (transfer.mode = "single_task").
task-ends-only = the profile logs such calls only with log.create = "ends".
task-waits-for-answer = the call is logged when it is answered or ends.
task-waits-for-answer-until = the call is logged when it is answered or ends, at the latest at { $at }.
task-waits-for-end = the call is logged when it ends.
task-waits-for-end-until = the call is logged when it ends, at the latest at { $at }.
task-waits-for-last-word = the line was closed; the phone system's last word is waited for, { $seconds } s at most.
task-event-not-logged = the event "{ $event }" is not among those of log.events.
task-withheld = the number is withheld, and such calls are not logged (withheld = "ignore").
task-unknown-number = no record has the number, and such calls are not logged (unknown_number = "none").

task-oddity-direction-unknown = The phone system did not say which way the call went; it counts as incoming.
task-oddity-ended-before-started = The call ended before it began, by the phone system's times; such durations count as 0.
task-oddity-answered-before-started = The call was answered before it began, by the phone system's times; the waiting time counts as 0.
task-oddity-answered-after-ended = The call was answered after its end, by the phone system's times; the talk time counts as 0.
task-oddity-answer-denied = An answer was reported, but the phone system's last word is that nobody answered; it counts as not answered.
