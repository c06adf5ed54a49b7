setup-title = Set up Ringledger
setup-account-about = You become the owner of this installation. Four steps follow: Salesforce, phone system, profile, go live.
setup-name = Your name
setup-email = E-mail address
setup-password = Password
setup-password-help = At least 12 characters; a sentence is good.
setup-account-make = Create the account and go on
setup-steps = Steps of the setup
setup-done = (done)
setup-step-salesforce = Salesforce
setup-step-phone = Phone system
setup-step-profile = Profile
setup-step-live = Go live
setup-next-phone = Next: phone system
setup-next-profile = Next: profile
setup-phone-title = Phone system
setup-phone-add = Add and listen
setup-said-listening = Added. Copy URL and secret to the phone system; the first event shows up here.
setup-listening = Listening …
setup-listening-about = Make a test call. You can go on meanwhile.
setup-heard = First event received
setup-heard-count = { $count ->
    [one] { $count } webhook so far
   *[other] { $count } webhooks so far
}
setup-refused = { $count ->
    [one] { $count } webhook was refused, because its secret is not the right one. Compare the secret in the phone system.
   *[other] { $count } webhooks were refused, because their secret is not the right one. Compare the secret in the phone system.
}
setup-look-again = Look again
setup-secret-help = Shown until the first event arrives.
setup-secret-replace = Use a token of the phone system instead
setup-profile-title = Profile
setup-profile-no-source = Add a phone system first.
setup-profile-about = A profile says when a call is logged, on whose record and in which words. You can change every detail later.
setup-profile-take = Take this profile
setup-profile-preview = Preview
setup-profile-example = The Task of the last call
setup-profile-no-call = As soon as a call has come, its Task is shown here. You can go on without.
setup-task-fields = Fields of the Task
setup-field = Field
setup-value = Value
setup-live-title = Go live
setup-live-not-connected = Salesforce is not connected yet.
setup-dry-run-title = Dry run
setup-dry-run-none = No call waits. Make a test call to see what would be written, or go live now.
setup-dry-run = Would write { $tasks ->
    [one] { $tasks } Task
   *[other] { $tasks } Tasks
}, { $matched } matched, { $calls ->
    [one] { $calls } API call
   *[other] { $calls } API calls
}.
setup-run-calls = Calls that wait
setup-run-ignored = Left out by a rule
setup-run-waiting = Not over yet
setup-run-created = Records that would be created
setup-live = Go live
setup-live-already = Calls are being written
setup-live-about = From now on calls are written to Salesforce, those that wait first. You can pause at any time.
setup-said-live = Calls are now written to Salesforce.
