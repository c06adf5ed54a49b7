# Who was created for a call, or why not.

introduce-a-contact = a Contact
introduce-a-lead = a Lead
introduce-an-account = an Account

introduce-why = No record holds the number, and the profile creates { $a } for calls of the type "{ $type }".
introduce-name-told = Its name is the one that the phone system tells.
introduce-name-number = The phone system tells no name, so the number stands for it.
introduce-owner = Its owner by create.owner: { $step }
introduce-owner-left = Its owner is left to Salesforce.
introduce-created = Created { $object } { $name } ({ $id }) for { $number }.
introduce-by-another-call = { $object } { $name } ({ $id }) was created a moment before, for another call with this number.
introduce-found-after-all = { $object } { $name } ({ $id }) was created by a request whose answer never came; it was found in Salesforce.
introduce-account-created = Its Account { $name } ({ $id }) was created.
introduce-account-used = Its Account { $name } ({ $id }) was there already and is used.
introduce-case = The Contact had no open Case, so Case { $id } was created (create.case).
introduce-reassigned = The { $object } belonged to the user as whom we are connected; { $user } is the first other user who spoke with it and owns it now (create.reassign_record).

introduce-duplicate-used = Salesforce's duplicate rules refused a new { $object }, because { $id } is the same; the call goes there (create.duplicates = "use").
introduce-duplicate-left = Salesforce's duplicate rules refused a new { $object }; the call stays without a record. Choose create.duplicates in the profile: "use" takes the record that Salesforce names, "save" creates another one where the rule only warns.
introduce-duplicate-left-of = Salesforce's duplicate rules refused a new { $object }, because { $id } is the same; the call stays without a record. Choose create.duplicates in the profile: "use" takes the record that Salesforce names, "save" creates another one where the rule only warns.
introduce-no-phone-field = The profile creates { $a } with the number as { $field }, but we may not set that field or it does not hold the number, and without it each call would make another one; give the permission set the right to edit the field, or change create.phone_field in the profile.
introduce-no-spelling = The profile creates { $a }, but in none of the spellings that match.spellings allows would the next call find this number again; choose match.spellings = "every" and create.phone_spelling = "e164" in the profile.
introduce-not-seen = The profile creates records of { $object }, but we may not see the object; give the permission set the rights to read and create it, or change the profile's [create].
introduce-not-creatable = The profile creates records of { $object }, but we may not; give the permission set the right to create them, or change the profile's [create].
introduce-left-out = { $field } of the new record is left out: { $reason }
introduce-left-out-not-ours = { $field } of the new record is left out: we may not set it.
introduce-field-note = { $field } of the new record: { $note }
introduce-refused = No { $object } could be created for the number, so the Task is written without one. { $why }
introduce-salesforce-says = Salesforce says: { $message } { $cause } { $fix }
introduce-owner-kept = The { $object } keeps its owner. { $why }
