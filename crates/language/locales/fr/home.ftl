home-title = Vue d’ensemble
home-law-title = Chaque appel est-il pris en compte ?
home-law-yes = Chaque appel est pris en compte.
home-law-failed = { $count ->
    [one] { $count } appel demande une intervention.
   *[other] { $count } appels demandent une intervention.
    }
home-law = { $count ->
    [one] { $count } appel = { $logged } consigné + { $ignored } ignoré + { $waiting } en attente + { $held } retenu + { $failed } en échec
   *[other] { $count } appels = { $logged } consignés + { $ignored } ignorés + { $waiting } en attente + { $held } retenus + { $failed } en échec
    }
home-law-help = Chaque appel signalé par un système téléphonique est dans exactement un de ces états.
home-received = Webhooks reçus
home-calls = Appels
home-logged = Consignés
home-ignored = Ignorés par règle
home-waiting = En attente
home-held = Retenus
home-failed = En échec
home-matched = Sur un enregistrement
home-today = Aujourd’hui
home-today-since = Appels signalés depuis minuit ({ $zone })
home-budget = Requêtes API de l’organisation
home-budget-unknown = Salesforce n’a encore donné aucun chiffre. Il viendra avec le premier appel.
home-budget-used = { $used } sur { $allowed } utilisées en 24 heures
home-budget-ours = { $count ->
    [one] dont { $count } par Ringledger
   *[other] dont { $count } par Ringledger
    }
home-budget-ends = À ce rythme, le quota de l’organisation sera épuisé à { $at }.
home-budget-ends-on = À ce rythme, le quota de l’organisation sera épuisé le { $at }.
home-budget-ended = Le quota est épuisé. Les appels sont conservés et consignés à mesure que des requêtes se libèrent.
home-budget-lasts = À ce rythme, cela suffit.
home-budget-hourly = { $count ->
    [one] { $count } requête par heure, tous confondus
   *[other] { $count } requêtes par heure, tous confondus
    }
home-budget-at = À { $at }
home-people = Fraîcheur des personnes
home-people-live = Les personnes sont cherchées dans Salesforce à chaque lot d’appels ; il n’y a pas de copie.
home-people-none = La copie n’a pas commencé.
home-people-object = Objet
home-people-state = État
home-people-fresh = à jour il y a { $span }
home-people-hidden = invisible pour nous
home-people-loading = chargement : { $loaded } sur { $expected }
home-people-going = en cours de chargement
home-sources = Systèmes téléphoniques
home-sources-none = Aucun système téléphonique n’est configuré.
home-source = Source
home-source-heard = Entendu en dernier
home-source-never = jamais
home-source-taken = Acceptés
home-source-refused = Refusés
home-paused-title = La consignation est en pause
home-not-live-title = Ringledger n’est pas encore en service
home-paused-held = { $count ->
    [one] { $count } appel est retenu. Il sera consigné à la reprise.
   *[other] { $count } appels sont retenus. Ils seront consignés à la reprise.
    }
home-to-settings = Vers les réglages de Salesforce
home-troubles = Ce qui demande quelqu’un
home-troubles-none = Rien ne demande votre attention.
home-troubles-all = Toutes les erreurs
home-struck = { $count ->
    [one] { $count } touché
   *[other] { $count } touchés
    }
home-chart-hours = Appels par heure
home-chart-hours-about = { $count } appels en 24 heures ; maximum dans l’heure à partir de { $at } : { $most }.
home-chart-hours-none = Aucun appel au cours des dernières 24 heures.
home-chart-match = Taux de correspondance
home-chart-match-about = Parmi les appels consignés des 14 derniers jours, { $percent } sont sur un enregistrement.
home-chart-match-none = Aucun appel consigné au cours des 14 derniers jours.
home-chart-task = Délai jusqu’à la tâche
home-chart-task-about = Dans la dernière heure avec des appels ({ $at }), la moitié des tâches existaient en { $half } et 95 sur 100 en { $most }.
home-chart-task-none = Aucune tâche au cours des dernières 24 heures.
home-chart-task-help = De la fin d’un appel à sa tâche, selon notre horloge.
home-table-of = La même chose en tableau
home-hour = Heure
home-day = Jour
home-rate = Taux
home-half = La moitié en
home-most = 95 sur 100 en
home-legend-logged = consignés
home-legend-other = ignorés ou en attente
home-legend-failed = en échec
home-legend-half = la moitié en (trait plein)
home-legend-most = 95 sur 100 en (tirets)
home-as-of = Au { $at }
home-paused-by = Par { $who }, depuis le { $at }.
home-paused-since = Depuis le { $at }.
home-seconds-short = { $seconds } s
