# Whose number it is, and why: what `matching` and `introduce` say.

matching-object-contact = Contact
matching-object-account = Account
matching-object-personaccount = PersonAccount
matching-object-lead = Lead
matching-object-case = Case
matching-object-opportunity = Opportunity
matching-object-campaign = Campaign
matching-object-contract = Contract
matching-object-order = Order
matching-object-user = User
matching-object-record = record

matching-number-customer = The number came as “{ $raw }” and reads as { $e164 } (numbers without a country code are read in { $region }).
matching-number-and-kind = The number came as “{ $raw }” and reads as { $e164 }: { $kind }.
matching-number-kind = The number came as “{ $raw }”: { $kind }.
matching-number-none = The phone system gave no number: { $kind }.

matching-kind-customer = a number to search for
matching-kind-withheld = a withheld number, which is never searched for
matching-kind-payphone = a public telephone, which is never searched for
matching-kind-unavailable = a number that the network could not pass on; there is nothing to search for
matching-kind-emergency = an emergency number, which is never searched for
matching-kind-special = a service number, which is never searched for
matching-kind-extension = an extension inside the company, which is never searched for
matching-kind-own-line = one of our own numbers, which is never searched for
matching-kind-alphanumeric = a name or an address; only phone numbers are searched for
matching-kind-invalid = no phone number that could be dialled; check the region of the line or source

matching-note-address-removed = The number was taken out of a SIP, tel or e-mail address.
matching-note-prefix-removed = The prefix that the phone system puts in front was removed.
matching-note-privacy-prefix-removed = A prefix that hides or shows the caller's own number was removed.
matching-note-international-prefix = It began with an international prefix.
matching-note-plus-added = The country code stood without its plus sign.
matching-note-trunk-zero-removed = A zero behind the country code was removed.
matching-note-first-of-several = The text held several numbers; the first was taken.
matching-note-words-removed = The text held words beside the number.
matching-note-not-known-assigned = Its length is right, but no such number is known to be assigned; it is searched for all the same.

matching-spellings = Searched for { $count } spellings: { $texts }.

matching-asked-live = Salesforce was asked for them.
matching-asked-copy = Looked up in the copy of the org's people, which was brought up to date { $span } before; Salesforce was not asked.
matching-asked-loading = The copy of the org's people is { $percent } % loaded, so Salesforce was asked.
matching-asked-old = The copy of the org's people was brought up to date { $span } before, which is too long, so Salesforce was asked.
matching-asked-fields = The copy of the org's people lacks fields of { $object } that the profile searches, so Salesforce was asked; the copy is loaded again.

matching-candidate-holds = { $object } { $name } ({ $id }) holds it in { $field } as “{ $text }”: { $verdict }.
matching-candidate-found = { $object } { $name } ({ $id }) was found: { $verdict }.
matching-unlisted = { $count } more candidates were looked at and are not listed. A number that so many records hold is mostly a switchboard's or made up: take it out of those that it does not belong to (`ringledger people report` lists such numbers).
matching-runner-up = Runner-up: { $object } { $name } ({ $id }), { $verdict }.

matching-verdict-chosen = chosen
matching-verdict-later-object = not chosen because another object comes first
matching-verdict-modified-earlier = not chosen because another record was modified later
matching-verdict-tied = not chosen because several records of this object hold the number
matching-verdict-overridden = not chosen because a person named the record
matching-verdict-number-differs = left out because none of the searched fields holds the number
matching-verdict-object-not-searched = left out because the profile does not search this object
matching-verdict-same-person = left out because the same person is already in the list
matching-verdict-converted-lead = left out because the Lead has been converted

matching-choice-named = The call belongs to { $object } { $name } ({ $id }): { $rule }.
matching-choice-unnamed = The call belongs to { $object } { $id }: { $rule }.
matching-choice-none = The call belongs to no record: { $rule }.
matching-summary = { $object } { $name }: { $rule }

matching-rule-corrected = a person named it in the console
matching-rule-remembered = a person has named it for this number once and for all
matching-rule-picked = the agent picked it
matching-rule-clicked = click-to-call was used on it
matching-rule-only-one = it alone holds the number
matching-rule-object-order = its object comes first in the profile's order
matching-rule-last-modified = it was modified last among those of its object
matching-rule-converted-followed = the Lead with this number was converted into it
matching-rule-merged-followed = the record that it belonged to before was merged into it
matching-rule-created = no record held the number, so it was created
matching-rule-duplicate = it was to be created, and Salesforce's duplicate rules named this one
matching-rule-ambiguous = several records hold the number, and the profile chooses none of them
matching-rule-none-found = no record holds the number
matching-rule-not-searched = there is no number to search for

matching-beside-a-lead = The number belongs to a Lead, but Salesforce allows no other record beside a Lead; the Task names the other record only.
matching-no-record-id = “{ $text }” is no Salesforce record id and was passed over.
matching-crowded = So many records hold this number that only those changed last were looked at; take it out of those that it does not belong to.
matching-remembered-is-gone = The record that a person has named for this number is no longer in Salesforce, or is hidden from us; it was passed over.
