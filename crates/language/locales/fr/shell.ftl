shell-sample-calls = { $count } { $count ->
    [one] appel
   *[other] appels
}

shell-place-home = Vue d’ensemble
shell-place-calls = Appels
shell-place-errors = Erreurs
shell-place-settings = Réglages
shell-place-users = Utilisateurs
shell-place-audit = Journal d’audit
shell-place-account = Mon compte
shell-skip = Aller au contenu
shell-navigation = Navigation principale
shell-sign-out = Se déconnecter
shell-language = Langue
shell-keys = Raccourcis clavier
shell-key-search = Aller au champ de recherche
shell-key-rows = Ligne suivante, ligne précédente
shell-key-open = Ouvrir l’élément sélectionné
shell-key-retry = Aller au bouton de nouvelle tentative
shell-key-help = Afficher cette liste
shell-keys-off = Vous pouvez les désactiver sous « Mon compte ».
shell-close = Fermer
shell-to-start = Vers la vue d’ensemble
shell-not-found = Cette page n’existe pas
shell-not-found-text = L’adresse est peut-être erronée, ou ce qu’elle affichait a été supprimé.
shell-refused = Cette demande n’a pas pu être comprise
shell-refused-text = Ce qui a été envoyé est incomplet, trop volumineux, ou ne vient pas d’une page de la console. Rien n’a été modifié. Revenez en arrière, rechargez la page et réessayez.
shell-unavailable = Affichage impossible pour le moment
shell-unavailable-text = La base de données ne répond pas. Aucun appel n’est perdu : les systèmes téléphoniques renvoient. Rechargez la page dans un instant ; si cela persiste, consultez le journal.
shell-interrupted = Pas de réponse à temps
shell-interrupted-text = L’opération a pris trop de temps ou a échoué ici. Elle a peut-être été effectuée malgré tout. Vérifiez d’abord, et ne renvoyez que si ce n’est pas le cas ; si cela persiste, consultez le journal.
