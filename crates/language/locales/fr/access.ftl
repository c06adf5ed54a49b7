access-sign-in = Se connecter
access-email = Adresse e-mail
access-password = Mot de passe
access-wrong-password = L’adresse e-mail ou le mot de passe est incorrect.
access-not-allowed = Vous n’êtes pas autorisé à voir cette page
access-not-allowed-text = Votre rôle ne le permet pas. Un propriétaire peut vous attribuer un autre rôle sous « Utilisateurs ».
