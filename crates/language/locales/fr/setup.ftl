setup-title = Mise en route de Ringledger
setup-account-about = Vous devenez propriétaire de cette installation. Quatre étapes suivent : Salesforce, système téléphonique, profil, mise en service.
setup-name = Votre nom
setup-email = Adresse e-mail
setup-password = Mot de passe
setup-password-help = Au moins 12 caractères ; une phrase convient bien.
setup-account-make = Créer le compte et continuer
setup-steps = Étapes de la mise en route
setup-done = (fait)
setup-step-salesforce = Salesforce
setup-step-phone = Système téléphonique
setup-step-profile = Profil
setup-step-live = Mise en service
setup-next-phone = Suite : système téléphonique
setup-next-profile = Suite : profil
setup-phone-title = Système téléphonique
setup-phone-add = Ajouter et écouter
setup-said-listening = Ajouté. Copiez l’URL et le secret dans le système téléphonique ; le premier événement apparaîtra ici.
setup-listening = À l’écoute…
setup-listening-about = Passez un appel d’essai. Vous pouvez continuer en attendant.
setup-heard = Premier événement reçu
setup-heard-count = { $count ->
    [one] { $count } webhook jusqu’ici
   *[other] { $count } webhooks jusqu’ici
}
setup-refused = { $count ->
    [one] { $count } webhook a été refusé, car son secret n’est pas le bon. Comparez le secret dans le système téléphonique.
   *[other] { $count } webhooks ont été refusés, car leur secret n’est pas le bon. Comparez le secret dans le système téléphonique.
}
setup-look-again = Regarder à nouveau
setup-secret-help = Affiché jusqu’à l’arrivée du premier événement.
setup-secret-replace = Utiliser plutôt un jeton du système téléphonique
setup-profile-title = Profil
setup-profile-no-source = Ajoutez d’abord un système téléphonique.
setup-profile-about = Un profil dit quand un appel est consigné, sur quel enregistrement et en quels termes. Vous pourrez tout modifier plus tard.
setup-profile-take = Prendre ce profil
setup-profile-preview = Aperçu
setup-profile-example = La tâche du dernier appel
setup-profile-no-call = Dès qu’un appel est arrivé, sa tâche s’affiche ici. Vous pouvez continuer sans attendre.
setup-task-fields = Champs de la tâche
setup-field = Champ
setup-value = Valeur
setup-live-title = Mise en service
setup-live-not-connected = Salesforce n’est pas encore connecté.
setup-dry-run-title = Essai à blanc
setup-dry-run-none = Aucun appel n’attend. Passez un appel d’essai pour voir ce qui serait écrit, ou mettez en service dès maintenant.
setup-dry-run = Écrirait { $tasks ->
    [one] { $tasks } tâche
   *[other] { $tasks } tâches
}, { $matched ->
    [one] { $matched } rapprochée
   *[other] { $matched } rapprochées
}, { $calls ->
    [one] { $calls } requête API
   *[other] { $calls } requêtes API
}.
setup-run-calls = Appels en attente
setup-run-ignored = Écartés par une règle
setup-run-waiting = Pas encore terminés
setup-run-created = Enregistrements qui seraient créés
setup-live = Mettre en service
setup-live-already = Les appels sont écrits
setup-live-about = Désormais les appels sont écrits dans Salesforce, ceux qui attendent d’abord. Vous pouvez suspendre à tout moment.
setup-said-live = Les appels sont maintenant écrits dans Salesforce.
