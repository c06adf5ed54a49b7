# Ce que dit une tâche, d'où cela vient, et pourquoi il n'y en a pas.

task-type-outgoing = Appel sortant
task-type-incoming = Appel entrant
task-type-voicemail = Message vocal
task-type-internal = Appel interne
task-type-ivr-digits = Saisie SVI
task-type-transfer = Appel transféré
task-type-forwarded = Appel renvoyé
task-type-outgoing-missed = Appel sortant (sans réponse)
task-type-forwarded-missed = Appel renvoyé (manqué)
task-type-incoming-missed = Appel entrant (manqué)
task-type-conference-outgoing = Conférence sortante
task-type-conference-incoming = Conférence entrante

task-field-note = { $field } : { $note }
task-no-task = Pas de tâche : { $why }
task-no-task-yet = Pas encore de tâche : { $why }
task-note = Remarque : { $note }

task-fields-missing = non renseigné, car la tâche de l’organisation n’a pas ce champ ou nous ne pouvons pas le voir : { $fields }.
task-fields-locked = non renseigné, car nous ne pouvons pas écrire le champ ; accordez à l’ensemble d’autorisations le droit de le modifier : { $fields }.
task-fields-refused = { $fields } non renseigné : { $why }
task-fields-kept = { $fields } : modifié par une personne dans Salesforce, laissé tel quel.
task-no-own-field = la clé de l’appel : l’organisation n’a pas de champ dédié
task-key = la clé de l’appel, pour qu’il ait une seule tâche
task-id-too-long = l’identifiant du système téléphonique est trop long ; son SHA-256 le remplace.
task-from-call-object = call_object du profil : { $template }
task-keeps-status = le profil n’enregistre pas ces appels ; la tâche existe et garde son statut.
task-from-status = le statut du profil pour le type « { $type } »
task-status-other = l’organisation n’a pas de statut de tâche « { $wanted } » ; « { $used } » est utilisé. Ajoutez le statut dans Configuration, ou indiquez-en un de l’organisation dans [log.types].
task-status-none = l’organisation n’a pas de statut de tâche « { $wanted } » ni d’équivalent, Salesforce choisit donc. Indiquez l’un des statuts de l’organisation dans [log.types].
task-no-owner-found = aucune règle n’a trouvé de propriétaire, Salesforce prend donc l’utilisateur d’intégration.
task-from-subject = l’objet du profil : { $template }
task-day-of-creation = le jour de la création de la tâche, à { $zone }
task-day-of-start = le jour du début de l’appel, à { $zone }
task-from-direction = le sens de l’appel
task-duration-zero = toujours 0 selon le profil
task-duration-talk = secondes de conversation, sans l’attente
task-duration-total = secondes de la première sonnerie à la fin
task-from-type = la tâche est un appel
task-from-subtype = task_subtype du profil
task-tags-left-out = { $count } étiquettes ont été omises, le champ contient { $limit } caractères.
task-from-disposition = la liste call_disposition du profil
task-description-shortened = raccourci en son milieu, car il peut contenir { $limit } caractères.
task-from-description = description.{ $key } du profil
task-key-stands-there = le champ du profil est ignoré, car la clé de l’appel s’y trouve.
task-from-field = le champ du profil : { $template }
task-end-never-told = le système téléphonique n’a jamais annoncé la fin de l’appel ; la tâche dit ce que l’on sait.
task-several-records = plusieurs enregistrements ont ce numéro, la tâche n’en mentionne donc aucun.

task-link-none = aucun enregistrement n’a été trouvé pour l’appel
task-link-none-beside = aucun à côté de l’enregistrement de l’appel ({ $object })
task-link-record = l’enregistrement de l’appel ({ $object })
task-link-contact = le contact à qui appartient le numéro
task-link-open = enregistrement ouvert ({ $linked }) lié à l’enregistrement de l’appel ({ $object })
task-link-other = enregistrement ({ $linked }) lié à l’enregistrement de l’appel ({ $object })

task-fit-not-yes-no = le champ est une case à cocher, et la valeur n’est ni oui ni non.
task-fit-no-integer = le champ attend un nombre entier, et la valeur n’en est pas un.
task-fit-no-number = le champ attend un nombre, et la valeur n’en est pas un.
task-fit-no-date = le champ attend une date, et la valeur n’en est pas une.
task-fit-no-moment = le champ attend une date et une heure, et la valeur n’en est pas une.
task-fit-unlisted = « { $value } » ne figure pas dans la liste de sélection restreinte ; ajoutez-la, ou levez la restriction.
task-fit-some-unlisted = omis, car absents de la liste de sélection restreinte ou faute de place : { $values }. Décochez « Restreindre la liste de sélection aux valeurs définies dans l’ensemble de valeurs ».
task-fit-shortened = raccourci aux { $limit } caractères du champ.
task-fit-too-long = la valeur dépasse les { $limit } caractères du champ et n’est pas renseignée.

task-not-logged = le profil « { $profile } » n’enregistre pas les appels de type « { $type } ».
task-not-logged-yet = le profil « { $profile } » n’enregistre pas les appels de type « { $type } ». L’appel peut encore en devenir un qui est enregistré.
task-continuation = ce segment prolonge un appel qui a déjà sa tâche (transfer.mode = "single_task").
task-ends-only = le profil n’enregistre ces appels qu’avec log.create = "ends".
task-waits-for-answer = l’appel est enregistré lorsqu’il est décroché ou se termine.
task-waits-for-answer-until = l’appel est enregistré lorsqu’il est décroché ou se termine, au plus tard le { $at }.
task-waits-for-end = l’appel est enregistré lorsqu’il se termine.
task-waits-for-end-until = l’appel est enregistré lorsqu’il se termine, au plus tard le { $at }.
task-waits-for-last-word = la ligne a été coupée ; on attend le dernier mot du système téléphonique, { $seconds } s au plus.
task-event-not-logged = l’événement « { $event } » ne figure pas dans log.events.
task-withheld = le numéro est masqué, et ces appels ne sont pas enregistrés (withheld = "ignore").
task-unknown-number = aucun enregistrement n’a le numéro, et ces appels ne sont pas enregistrés (unknown_number = "none").

task-oddity-direction-unknown = Le système téléphonique n’a pas indiqué le sens de l’appel ; il est compté comme entrant.
task-oddity-ended-before-started = D’après les heures du système téléphonique, l’appel s’est terminé avant de commencer ; ces durées comptent pour 0.
task-oddity-answered-before-started = D’après les heures du système téléphonique, l’appel a été décroché avant de commencer ; le temps d’attente compte pour 0.
task-oddity-answered-after-ended = D’après les heures du système téléphonique, l’appel a été décroché après sa fin ; le temps de conversation compte pour 0.
task-oddity-answer-denied = Une réponse a été signalée, mais le dernier mot du système téléphonique est que personne n’a répondu ; l’appel compte comme sans réponse.
