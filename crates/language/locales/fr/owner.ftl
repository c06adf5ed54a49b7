# À qui revient la tâche, et pourquoi ; qui est un utilisateur de la téléphonie dans Salesforce.

owner-the-agent = L’agent
owner-none-mapped = Aucun utilisateur de la téléphonie n’est associé à un utilisateur Salesforce.
owner-mapped-on-other-days = { $agent } est associé à un utilisateur Salesforce, mais pas le { $day } ; ajoutez une ligne pour cette période dans owner.users du profil.
owner-not-mapped = { $agent } n’est associé à aucun utilisateur Salesforce ; ajoutez une ligne dans owner.users du profil.
owner-mapped-to-nobody = { $agent } est associé à { $user }, qui n’existe pas dans l’organisation ; corrigez owner.users dans le profil.
owner-mapped = { $agent } est associé à { $user }.
owner-mapped-since = { $agent } est associé à { $user } depuis le { $from }.
owner-mapped-until = { $agent } est associé à { $user } jusqu’au { $until }.
owner-mapped-between = { $agent } est associé à { $user } du { $from } au { $until }.
owner-no-email = { $agent } n’a pas d’adresse e-mail dans le système téléphonique.
owner-email-too-young = { $user } a l’adresse e-mail de { $agent }, mais existait depuis moins de { $hours } heures au début de l’appel.
owner-email-unknown = Aucun utilisateur Salesforce n’a l’adresse e-mail de { $agent } ; associez l’utilisateur dans owner.users du profil.
owner-email = { $user } a l’adresse e-mail de { $agent }.
owner-no-agent-to-map = L’appel ne nomme aucun agent qui puisse être associé.
owner-no-agent-with-email = L’appel ne nomme aucun agent ayant une adresse e-mail.
owner-not-forwarded = L’appel n’a pas été renvoyé vers un numéro.
owner-forwarded-to-nobody = Aucun utilisateur Salesforce n’a comme Téléphone le numéro vers lequel l’appel a été renvoyé.
owner-forwarded = Le Téléphone de { $user } est le numéro vers lequel l’appel a été renvoyé.
owner-no-record = L’appel n’appartient à aucun enregistrement ayant un propriétaire.
owner-of-record-unknown = Le propriétaire de l’enregistrement ({ $object }) est inconnu.
owner-of-record-queue = Le propriétaire de l’enregistrement ({ $object }) est une file d’attente, qui ne peut pas être propriétaire d’une tâche.
owner-of-record-no-user = Le propriétaire de l’enregistrement ({ $object }), { $id }, ne fait pas partie des utilisateurs de l’organisation.
owner-of-record = { $user } est propriétaire de l’enregistrement ({ $object }).
owner-no-fallback = Le profil n’indique pas de owner.fallback_user.
owner-fallback-unknown = L’organisation n’a pas d’utilisateur { $name } ; corrigez owner.fallback_user dans le profil.
owner-fallback = Le profil désigne { $user } pour ces appels.
owner-not-connected = On ne sait pas avec quel utilisateur nous sommes connectés à Salesforce.
owner-integration = { $user } est l’utilisateur avec lequel nous sommes connectés.
owner-left = Le profil laisse Salesforce choisir le propriétaire.
owner-inactive = { $found } Mais cet utilisateur est inactif et ne peut pas être propriétaire d’une tâche.
owner-chosen = Propriétaire de la tâche : { $id }.
owner-unset = Le choix du propriétaire est laissé à Salesforce, qui prend l’utilisateur avec lequel nous sommes connectés.

owner-like-email-not-used = { $user } a la même adresse e-mail, mais le profil n’en tient pas compte
owner-like-email-case = { $user } a la même adresse e-mail, aux majuscules et minuscules près
owner-like-email-later = { $user } a la même adresse e-mail, prise en compte { $hours } heures après la création
owner-like-local-part = L’adresse e-mail ou le nom d’utilisateur de { $user } commence comme l’adresse e-mail de l’utilisateur de la téléphonie
owner-like-name = { $user } porte le même nom
owner-like-extension = Le Poste ou le Téléphone de { $user } se termine par le numéro de poste

owner-no-agent-rules = Le profil ne recherche aucun agent.
owner-source-gone = La source { $source } n’est plus configurée.
owner-line-inactive = { $user } est inactif et ne peut pas être propriétaire d’une tâche ; indiquez son successeur dans une ligne avec from, ou activez l’utilisateur dans Configuration > Utilisateurs.
owner-line-unknown = L’organisation n’a pas d’utilisateur { $user }, ou nous le cache ; corrigez la ligne.
owner-table-line = ligne { $line }
owner-table-profile-line = ligne { $line } de owner.users du profil
owner-table-users-line = dans owner.users, ligne { $line }
owner-table-header = phone_user,salesforce,from,until (les deux derniers peuvent manquer)
owner-table-not-utf8 = la ligne { $line } n’est pas en UTF-8 ; enregistrez de nouveau le tableau au format « CSV UTF-8 »
owner-table-empty = la ligne 1 manque : le fichier est vide ; commencez-le par { $header }
owner-table-unknown-column = la ligne { $line } a la colonne inconnue « { $column } » ; l’en-tête est { $header }
owner-table-twice = la ligne { $line } a deux fois la colonne « { $column } » ; l’en-tête est { $header }
owner-table-lacks = il manque la colonne « { $column } » à la ligne { $line } ; l’en-tête est { $header }
owner-table-columns = la ligne { $line } a { $count ->
    [one] { $count } colonne
   *[other] { $count } colonnes
    }, mais l’en-tête en a { $wanted } ; mettez entre guillemets un texte qui contient un séparateur
owner-table-no-day = la ligne { $line } a dans la colonne « { $column } » : « { $value } » n’est pas un jour ; écrivez-le « 2026-04-01 »
owner-table-no-phone-user = { $place } : phone_user est vide ; écrivez l’identifiant de l’utilisateur dans le système téléphonique, l’adresse e-mail ou le poste
owner-table-no-salesforce = { $place } : salesforce est vide ; écrivez le nom d’utilisateur, l’adresse e-mail ou l’ID de l’utilisateur Salesforce qu’est { $who }
owner-table-ends-early = { $place } : { $who } finit le { $until }, avant de commencer le { $from } ; échangez les deux jours
owner-table-already = { $place } : { $who } figure déjà ({ $first }) ; supprimez l’une des deux lignes, ou donnez à la plus récente le jour à partir duquel elle vaut (from)
owner-table-same-day = { $place } : { $who } figure déjà ({ $first }) avec le même premier jour { $from } ; supprimez l’une des deux lignes, ou corrigez le jour
owner-table-overlaps = { $place } : { $who } commence le { $from }, mais le même utilisateur ({ $first }) dure jusqu’au { $until } ; terminez cette ligne-là par until = { $before }, ou commencez celle-ci plus tard
owner-table-open = { $first } : { $who } n’a pas de dernier jour, mais { $place } ne vaut que du { $from } au { $until } ; terminez cette ligne par until = { $before }, et ajoutez-en une pour le temps après le { $until }
