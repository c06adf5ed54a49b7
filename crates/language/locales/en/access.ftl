access-sign-in = Sign in
access-email = E-mail address
access-password = Password
access-wrong-password = The e-mail address or the password is wrong.
access-not-allowed = You may not see this
access-not-allowed-text = Your role does not include it. An owner can give you another role under “Users”.
