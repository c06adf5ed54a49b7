# Ce qui a été créé pour un appel, ou pourquoi rien ne l'a été.

introduce-a-contact = un contact
introduce-a-lead = une piste
introduce-an-account = un compte

introduce-why = Aucun enregistrement ne contient le numéro, et le profil crée { $a } pour les appels de type « { $type } ».
introduce-name-told = Son nom est celui que donne le système téléphonique.
introduce-name-number = Le système téléphonique ne donne pas de nom, le numéro en tient donc lieu.
introduce-owner = Son propriétaire selon create.owner : { $step }
introduce-owner-left = Le choix de son propriétaire est laissé à Salesforce.
introduce-created = Création : { $object } { $name } ({ $id }) pour { $number }.
introduce-by-another-call = { $object } { $name } ({ $id }) : création faite un instant auparavant, pour un autre appel avec ce numéro.
introduce-found-after-all = { $object } { $name } ({ $id }) : création faite par une requête dont la réponse n’est jamais arrivée ; l’enregistrement a été trouvé dans Salesforce.
introduce-account-created = Son compte { $name } ({ $id }) a été créé.
introduce-account-used = Son compte { $name } ({ $id }) existait déjà et est utilisé.
introduce-case = Le contact n’avait aucune requête ouverte, la requête { $id } a donc été créée (create.case).
introduce-reassigned = L’enregistrement ({ $object }) appartenait à l’utilisateur avec lequel nous sommes connectés ; { $user } est le premier autre utilisateur à lui avoir parlé et en est désormais propriétaire (create.reassign_record).

introduce-duplicate-used = Les règles de duplication de Salesforce ont refusé la création ({ $object }), car { $id } est identique ; l’appel y est rattaché (create.duplicates = "use").
introduce-duplicate-left = Les règles de duplication de Salesforce ont refusé la création ({ $object }) ; l’appel reste sans enregistrement. Choisissez create.duplicates dans le profil : "use" prend l’enregistrement que Salesforce désigne, "save" en crée un autre lorsque la règle se contente d’avertir.
introduce-duplicate-left-of = Les règles de duplication de Salesforce ont refusé la création ({ $object }), car { $id } est identique ; l’appel reste sans enregistrement. Choisissez create.duplicates dans le profil : "use" prend l’enregistrement que Salesforce désigne, "save" en crée un autre lorsque la règle se contente d’avertir.
introduce-no-phone-field = Le profil crée { $a } avec le numéro dans { $field }, mais nous ne pouvons pas renseigner ce champ ou il ne contient pas le numéro, et sans lui chaque appel créerait un nouvel enregistrement ; accordez à l’ensemble d’autorisations le droit de modifier le champ, ou changez create.phone_field dans le profil.
introduce-no-spelling = Le profil crée { $a }, mais aucune des graphies permises par match.spellings ne permettrait à l’appel suivant de retrouver ce numéro ; choisissez match.spellings = "every" et create.phone_spelling = "e164" dans le profil.
introduce-not-seen = Le profil crée des enregistrements ({ $object }), mais nous ne pouvons pas voir cet objet ; accordez à l’ensemble d’autorisations les droits de lecture et de création, ou modifiez [create] dans le profil.
introduce-not-creatable = Le profil crée des enregistrements ({ $object }), mais nous n’y sommes pas autorisés ; accordez à l’ensemble d’autorisations le droit d’en créer, ou modifiez [create] dans le profil.
introduce-left-out = { $field } du nouvel enregistrement n’est pas renseigné : { $reason }
introduce-left-out-not-ours = { $field } du nouvel enregistrement n’est pas renseigné : nous n’y sommes pas autorisés.
introduce-field-note = { $field } du nouvel enregistrement : { $note }
introduce-refused = Aucun enregistrement ({ $object }) n’a pu être créé pour le numéro, la tâche est donc écrite sans. { $why }
introduce-salesforce-says = Réponse de Salesforce : { $message } { $cause } { $fix }
introduce-owner-kept = L’enregistrement ({ $object }) garde son propriétaire. { $why }
