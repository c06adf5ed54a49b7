## What stands in mails
mail-subject = { $count ->
    [one] Ringledger : un problème demande votre attention
   *[other] Ringledger : { $count } problèmes demandent votre attention
    }
mail-subject-over = { $count ->
    [one] Ringledger : un problème est terminé
   *[other] Ringledger : { $count } problèmes sont terminés
    }
mail-greeting = { $count ->
    [one] Ringledger a trouvé un problème qui ne se règle pas tout seul. Aucun appel n’est perdu : ce qui attend est conservé.
   *[other] Ringledger a trouvé { $count } problèmes qui ne se règlent pas tout seuls. Aucun appel n’est perdu : ce qui attend est conservé.
    }
mail-greeting-over = { $count ->
    [one] Un problème qui vous avait été signalé est terminé.
   *[other] { $count } problèmes qui vous avaient été signalés sont terminés.
    }
mail-facts = { $count ->
    [one] { $count } élément touché, depuis le { $first }, vu en dernier le { $last } ({ $zone }).
   *[other] { $count } éléments touchés, depuis le { $first }, vus en dernier le { $last } ({ $zone }).
    }
mail-facts-since = Depuis le { $first } ({ $zone }).
mail-facts-over = Terminé depuis le { $over } ({ $zone }).
mail-cause = Pourquoi :
mail-fix = Que faire :
mail-sample = Par exemple l’appel :
mail-open = L’ouvrir dans Ringledger :
mail-more = { $count ->
    [one] Et { $count } autre problème.
   *[other] Et { $count } autres problèmes.
    }
mail-all = Toutes les erreurs dans Ringledger :
mail-why = Vous recevez ceci parce que votre adresse figure dans les réglages de Ringledger. Un nouveau problème est signalé tout de suite, le reste au plus une fois par heure.
mail-unsubscribe = Ne plus recevoir ces e-mails :
mail-test-subject = Ringledger : e-mail de test
mail-test-greeting = Cet e-mail confirme seulement que les e-mails de Ringledger arrivent.

## What a mail server does
mail-problem-mail_not_set_up = Aucun serveur de messagerie n’est configuré. Saisissez-en un dans Réglages, E-mails.
mail-problem-mail_bad_address = Une adresse e-mail est inutilisable : { $detail }. Corrigez-la dans les réglages.
mail-problem-mail_unprotected = Le mot de passe serait envoyé sans protection à { $detail } ; il n’a pas été envoyé. Choisissez STARTTLS ou TLS.
mail-problem-mail_unreachable = Le serveur de messagerie est injoignable ({ $detail }). Vérifiez son nom, son port et le pare-feu.
mail-problem-mail_timeout = Le serveur de messagerie n’a pas répondu à temps ({ $detail }). Vérifiez nom, port et type de protection : un serveur qui attend TLS d’emblée se tait sans lui.
mail-problem-mail_tls = Pas de connexion protégée avec le serveur de messagerie ({ $detail }). Vérifiez le type de protection et la validité de son certificat pour ce nom.
mail-problem-mail_sign_in = Le serveur de messagerie refuse la connexion ({ $detail }). Vérifiez l’utilisateur et le mot de passe ; certains fournisseurs exigent un mot de passe d’application.
mail-problem-mail_refused = Le serveur de messagerie a refusé l’e-mail définitivement ({ $detail }). Ses mots disent pourquoi ; souvent, l’expéditeur ou le destinataire n’est pas autorisé.
mail-problem-mail_later = Le serveur de messagerie demande de revenir plus tard ({ $detail }). Rien à faire : un nouvel essai aura lieu.
mail-problem-mail_unclear = Le serveur de messagerie a interrompu l’échange ou répondu de façon incompréhensible ({ $detail }). Si cela persiste, vérifiez que le nom et le port sont ceux d’un serveur de messagerie.

## The page of the settings
mail-title = E-mails
mail-about = Qui est prévenu en cas de problème, et par quel serveur de messagerie. Une nouvelle cause est signalée dans la minute, le reste au plus une fois par heure.
mail-off = Aucun e-mail n’est envoyé : aucun serveur n’est configuré.
mail-field-host = Serveur de messagerie
mail-help-host = Son nom, par exemple smtp.example.com. Vide : pas d’e-mails.
mail-field-port = Port
mail-field-tls = Protection
mail-tls-starttls = STARTTLS (généralement port 587)
mail-tls-tls = TLS d’emblée (généralement port 465)
mail-tls-none = Aucune : seulement pour un serveur sur cette machine
mail-field-user = Utilisateur
mail-help-user = Vide si le serveur ne demande pas de connexion.
mail-field-password = Mot de passe
mail-help-password = Stocké chiffré et jamais affiché. Laissez vide pour garder celui qui est enregistré.
mail-field-from = Expéditeur
mail-help-from = Une adresse que votre serveur peut utiliser pour envoyer, par exemple ringledger@example.com.
mail-field-to = Destinataires
mail-help-to = Une adresse par ligne. Qui possède un compte ici reçoit les e-mails dans la langue du compte.
mail-field-language = Langue des autres
mail-field-zone = Fuseau horaire des autres
mail-save = Enregistrer
mail-locked = Fixé par le fichier de configuration ou l’environnement ; non modifiable ici.
mail-test-title = Est-ce que cela marche ?
mail-test-about = Envoie un e-mail de test avec les réglages enregistrés et montre la réponse du serveur.
mail-test-to = L’envoyer à
mail-test-send = Envoyer un e-mail de test
mail-test-worked = Le serveur a pris l’e-mail et répondu : { $code } { $text }
mail-unsubscribed-title = Qui ne veut plus d’e-mails
mail-unsubscribed-again = Envoyer de nouveau à { $address }
mail-said-saved = Les réglages des e-mails sont enregistrés.
mail-said-subscribed = L’adresse reçoit de nouveau les e-mails.
mail-bad-port = Le port est un nombre de 1 à 65535.
mail-password-again = Le mot de passe a été enregistré pour le serveur tel qu’il était. Saisissez-le à nouveau pour qu’il soit envoyé à un autre serveur, à un autre port ou avec une autre protection.
mail-bad-address = Ce n’est pas une adresse e-mail : { $address }

## The page behind the link in a mail
mail-stop-title = Ne plus recevoir d’e-mails
mail-stop-question = Ringledger doit-il cesser d’envoyer des e-mails à { $address } ?
mail-stop-button = Ne plus envoyer d’e-mails
mail-stop-done = Plus aucun e-mail ne sera envoyé à { $address }. Un administrateur peut l’annuler dans les réglages.
mail-no-such-link = Ce lien ne fonctionne pas
mail-no-such-link-text = Il n’est pas de nous, ou il est incomplet. Copiez-le en entier depuis l’e-mail.
