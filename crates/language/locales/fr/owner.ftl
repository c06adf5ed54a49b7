# À qui revient la tâche, et pourquoi ; qui est un utilisateur de la téléphonie dans Salesforce.

owner-the-agent = L'agent
owner-none-mapped = Aucun utilisateur de la téléphonie n'est associé à un utilisateur Salesforce.
owner-mapped-on-other-days = { $agent } est associé à un utilisateur Salesforce, mais pas le { $day } ; ajoutez une ligne pour cette période dans owner.users du profil.
owner-not-mapped = { $agent } n'est associé à aucun utilisateur Salesforce ; ajoutez une ligne dans owner.users du profil.
owner-mapped-to-nobody = { $agent } est associé à { $user }, qui n'existe pas dans l'organisation ; corrigez owner.users dans le profil.
owner-mapped = { $agent } est associé à { $user }.
owner-mapped-since = { $agent } est associé à { $user } depuis le { $from }.
owner-mapped-until = { $agent } est associé à { $user } jusqu'au { $until }.
owner-mapped-between = { $agent } est associé à { $user } du { $from } au { $until }.
owner-no-email = { $agent } n'a pas d'adresse e-mail dans le système téléphonique.
owner-email-too-young = { $user } a l'adresse e-mail de { $agent }, mais existait depuis moins de { $hours } heures au début de l'appel.
owner-email-unknown = Aucun utilisateur Salesforce n'a l'adresse e-mail de { $agent } ; associez l'utilisateur dans owner.users du profil.
owner-email = { $user } a l'adresse e-mail de { $agent }.
owner-no-agent-to-map = L'appel ne nomme aucun agent qui puisse être associé.
owner-no-agent-with-email = L'appel ne nomme aucun agent ayant une adresse e-mail.
owner-not-forwarded = L'appel n'a pas été renvoyé vers un numéro.
owner-forwarded-to-nobody = Aucun utilisateur Salesforce n'a comme Téléphone le numéro vers lequel l'appel a été renvoyé.
owner-forwarded = Le Téléphone de { $user } est le numéro vers lequel l'appel a été renvoyé.
owner-no-record = L'appel n'appartient à aucun enregistrement ayant un propriétaire.
owner-of-record-unknown = Le propriétaire de l'enregistrement ({ $object }) est inconnu.
owner-of-record-queue = Le propriétaire de l'enregistrement ({ $object }) est une file d'attente, qui ne peut pas être propriétaire d'une tâche.
owner-of-record-no-user = Le propriétaire de l'enregistrement ({ $object }), { $id }, ne fait pas partie des utilisateurs de l'organisation.
owner-of-record = { $user } est propriétaire de l'enregistrement ({ $object }).
owner-no-fallback = Le profil n'indique pas de owner.fallback_user.
owner-fallback-unknown = L'organisation n'a pas d'utilisateur { $name } ; corrigez owner.fallback_user dans le profil.
owner-fallback = Le profil désigne { $user } pour ces appels.
owner-not-connected = On ne sait pas avec quel utilisateur nous sommes connectés à Salesforce.
owner-integration = { $user } est l'utilisateur avec lequel nous sommes connectés.
owner-left = Le profil laisse Salesforce choisir le propriétaire.
owner-inactive = { $found } Mais cet utilisateur est inactif et ne peut pas être propriétaire d'une tâche.
owner-chosen = Propriétaire de la tâche : { $id }.
owner-unset = Le choix du propriétaire est laissé à Salesforce, qui prend l'utilisateur avec lequel nous sommes connectés.

owner-like-email-not-used = { $user } a la même adresse e-mail, mais le profil n'en tient pas compte
owner-like-email-case = { $user } a la même adresse e-mail, aux majuscules et minuscules près
owner-like-email-later = { $user } a la même adresse e-mail, prise en compte { $hours } heures après la création
owner-like-local-part = L'adresse e-mail ou le nom d'utilisateur de { $user } commence comme l'adresse e-mail de l'utilisateur de la téléphonie
owner-like-name = { $user } porte le même nom
owner-like-extension = Le Poste ou le Téléphone de { $user } se termine par le numéro de poste

owner-no-agent-rules = Le profil ne recherche aucun agent.
owner-source-gone = La source { $source } n'est plus configurée.
owner-line-inactive = { $user } est inactif et ne peut pas être propriétaire d'une tâche ; indiquez son successeur dans une ligne avec from, ou activez l'utilisateur dans Configuration > Utilisateurs.
owner-line-unknown = L'organisation n'a pas d'utilisateur { $user }, ou nous le cache ; corrigez la ligne.
