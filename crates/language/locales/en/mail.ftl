## What stands in mails
mail-subject = { $count ->
    [one] Ringledger: something needs you
   *[other] Ringledger: { $count } things need you
    }
mail-subject-over = { $count ->
    [one] Ringledger: a problem is over
   *[other] Ringledger: { $count } problems are over
    }
mail-greeting = { $count ->
    [one] Ringledger found a problem that does not go away by itself. No call is lost: what waits is kept.
   *[other] Ringledger found { $count } problems that do not go away by themselves. No call is lost: what waits is kept.
    }
mail-greeting-over = { $count ->
    [one] A problem that you were told of is over.
   *[other] { $count } problems that you were told of are over.
    }
mail-facts = { $count ->
    [one] { $count } is struck, since { $first }, last on { $last } ({ $zone }).
   *[other] { $count } are struck, since { $first }, last on { $last } ({ $zone }).
    }
mail-facts-since = Since { $first } ({ $zone }).
mail-facts-over = Over since { $over } ({ $zone }).
mail-cause = Why:
mail-fix = What to do:
mail-sample = For example the call:
mail-open = Open it in Ringledger:
mail-more = { $count ->
    [one] And { $count } further problem.
   *[other] And { $count } further problems.
    }
mail-all = All errors in Ringledger:
mail-why = You get this because your address stands in the settings of Ringledger. A new problem is told at once, everything else once an hour at most.
mail-unsubscribe = No more of these mails:
mail-test-subject = Ringledger: a test mail
mail-test-greeting = This mail says only that mails of Ringledger arrive.

## What a mail server does
mail-problem-mail_not_set_up = No mail server is set up. Enter one under Settings, Mails.
mail-problem-mail_bad_address = An e-mail address cannot be used: { $detail }. Correct it in the settings.
mail-problem-mail_unprotected = The password would travel unprotected to { $detail }, so it was not sent. Choose STARTTLS or TLS.
mail-problem-mail_unreachable = The mail server cannot be reached ({ $detail }). Check its name, its port and the firewall.
mail-problem-mail_timeout = The mail server did not answer in time ({ $detail }). Check name, port and kind of protection: a server that expects TLS at once stays silent without it.
mail-problem-mail_tls = No protected connection with the mail server ({ $detail }). Check the kind of protection, and whether its certificate is valid for this name.
mail-problem-mail_sign_in = The mail server does not accept the sign-in ({ $detail }). Check user and password; some providers want a password made for applications.
mail-problem-mail_refused = The mail server refused the mail for good ({ $detail }). Its words say why; often sender or recipient is not allowed.
mail-problem-mail_later = The mail server asks to come again later ({ $detail }). Nothing to do: it is tried again.
mail-problem-mail_unclear = The mail server ended the conversation, or said something that cannot be understood ({ $detail }). If it stays like this, check that name and port are those of a mail server.

## The page of the settings
mail-title = Mails
mail-about = Who is told when something goes wrong, and through which mail server. A new cause is told within a minute, everything else once an hour at most.
mail-off = No mails are sent: no server is set up.
mail-field-host = Mail server
mail-help-host = Its name, such as smtp.example.com. Empty: no mails.
mail-field-port = Port
mail-field-tls = Protection
mail-tls-starttls = STARTTLS (usually port 587)
mail-tls-tls = TLS from the start (usually port 465)
mail-tls-none = None: only for a server on this machine
mail-field-user = User
mail-help-user = Empty if the server wants no sign-in.
mail-field-password = Password
mail-help-password = Stored encrypted and never shown. Leave it empty to keep the one that is stored.
mail-field-from = Sender
mail-help-from = An address that your mail server may send from, such as ringledger@example.com.
mail-field-to = Recipients
mail-help-to = One address a line. Whoever has an account here reads mails in the language of the account.
mail-field-language = Language of the others
mail-field-zone = Time zone of the others
mail-save = Save
mail-locked = Set by the configuration file or the environment; it cannot be changed here.
mail-test-title = Does it work?
mail-test-about = Sends a test mail with the settings that are saved, and shows what the server answers.
mail-test-to = Send it to
mail-test-send = Send a test mail
mail-test-worked = The server took the mail and answered: { $code } { $text }
mail-unsubscribed-title = Who wants no mails any more
mail-unsubscribed-again = Send again to { $address }
mail-said-saved = The settings of mails are saved.
mail-said-subscribed = The address gets mails again.
mail-bad-port = The port is a number from 1 to 65535.
mail-password-again = The password is kept for the server as it was. Type it again to have it sent to another server, port or protection.
mail-bad-address = This is not an e-mail address: { $address }

## The page behind the link in a mail
mail-stop-title = No more mails
mail-stop-question = Shall Ringledger send no more mails to { $address }?
mail-stop-button = Send no more mails
mail-stop-done = No more mails go to { $address }. An administrator can undo this in the settings.
mail-no-such-link = This link does not work
mail-no-such-link-text = It is not one of ours, or a part of it is missing. Copy it whole from the mail.
